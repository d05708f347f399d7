// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"
#include "ui/models/film_text.h"
#include "ui/pages/page.h"

#include <memory>

class QStackedLayout;
class QVBoxLayout;

namespace projectionist {

/// A page that looks around in the model in use. Without one it says what is missing and leads to Train. It does its work only while it
/// is seen: a model that comes meanwhile is shown when the page is.
class ModelPage : public Page {
    Q_OBJECT

protected:
    struct Missing {
        QString iconName, title, text;
    };
    ModelPage(PageId id, Session& session, const Missing& missing, QWidget* parent);

    /// The page's panels while there is a model.
    [[nodiscard]] QVBoxLayout* panels() const { return m_panels; }
    /// The model that the page shows and its films in words; null before there is one.
    [[nodiscard]] const std::shared_ptr<const Model>& model() const { return m_model; }
    [[nodiscard]] const std::shared_ptr<const FilmTexts>& films() const { return m_films; }
    /// model() has become another one and the page is seen.
    virtual void showModel() = 0;
    /// In showModel(): an epoch of the run that goes on has come while the page was being looked at. What takes a pass over all films,
    /// or would move under the pointer, waits for the end of the run, or until the page is left and shown again.
    [[nodiscard]] bool isNextEpoch() const { return m_isNextEpoch; }

    void showEvent(QShowEvent* event) override;

private:
    void update(bool shownJustNow);

    QStackedLayout* m_stack;
    QVBoxLayout* m_panels;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const FilmTexts> m_films;
    bool m_isNextEpoch = false;
};

}  // namespace projectionist

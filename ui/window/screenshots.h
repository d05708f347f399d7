// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/layout_job.h"
#include "ui/session/selection.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace projectionist {

class MainWindow;
class Session;

/// Renders every page, light and dark, at 1440 × 900 and 1280 × 720, with data open and a model trained. Waits for what
/// the session's jobs tell, never for time to pass. Ends with finished(empty) or with the sentence that says why not.
class Screenshots : public QObject {
    Q_OBJECT

public:
    /// `data` empty: the sample data. `folder` must exist.
    Screenshots(QString folder, QString data, QObject* parent = nullptr);
    ~Screenshots() override;
    void start();

Q_SIGNALS:
    void finished(const QString& error);

private:
    void shootStart();
    void openData();
    void train();
    void arrange();
    void select(PageId page);
    void next();
    /// Calls `then` once no job of the session is running and the events that are due have been seen to.
    void whenIdle(std::function<void()> then);
    bool grab(const QString& name);
    void fail(const QString& why);

    struct Shot {
        int page;  // −1: the start page
        bool dark, small;
        MapMethod method = MapMethod::Tsne;  // of the map
    };
    QString m_folder, m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    std::vector<Shot> m_shots;
    std::size_t m_shot = 0;
    bool m_failed = false;
};

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/map/map_options.h"

#include <QFrame>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

class QComboBox;
class QVBoxLayout;

namespace projectionist {

class Label;

/// A pop-up with the options of a method. What is wrong with a value stands in words below its field; help about the
/// field with the focus at the foot.
class MapOptionsForm : public QFrame {
    Q_OBJECT

public:
    explicit MapOptionsForm(QWidget* parent = nullptr);

    /// The fields of a method for so many points. `shares`: of each component that there is.
    void setMethod(MapMethod method, std::size_t points, const std::vector<double>& shares);
    void setOptions(const MapOptions& options);
    /// Of the fields that can be read.
    [[nodiscard]] const MapOptions& options() const { return m_options; }
    /// Empty when all is well.
    [[nodiscard]] const QString& problem() const { return m_problem; }
    void popUpBelow(const QWidget& button);

Q_SIGNALS:
    /// By the user; options() and problem() are up to date. While they type, more may follow at once.
    void edited(bool typing);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QWidget *row = nullptr, *field = nullptr;
        Label* problem = nullptr;
        std::vector<MapMethod> methods;
        QString label;
        QString name;        ///< As the engine's sentences begin; empty: nothing can be wrong.
        QString unreadable;  ///< What is wrong with the text in the field.
        QString help;
        std::function<void()> show;  ///< The option's value into the field.
    };

    Row& addRow(const QString& label, const QString& help, QWidget* field, std::vector<MapMethod> methods);
    /// `take` gives what is wrong with a text; empty when it has taken it.
    void addNumber(const QString& name, const QString& label, const QString& help, std::vector<MapMethod> methods,
                   std::function<QString(const QString&)> take, std::function<QString()> text,
                   const QString& placeholder = {});
    QComboBox* addChoice(const QString& label, const QString& help, std::vector<MapMethod> methods,
                         std::function<void(int)> take, std::function<int()> value);
    void addComponents();
    void addNumbers();
    void addChoices();
    void showAll();
    void judge();

    MapOptions m_options;
    MapMethod m_method = MapMethod::Pca;
    QString m_problem;
    QVBoxLayout* m_column;
    std::vector<std::unique_ptr<Row>> m_rows;
    QComboBox* m_across = nullptr;
    QComboBox* m_up = nullptr;
    Label* m_title = nullptr;
    Label* m_allowed = nullptr;
    Label* m_help = nullptr;
    std::size_t m_points = 0;
};

}  // namespace projectionist

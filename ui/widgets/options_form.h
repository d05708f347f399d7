// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/train/train_options.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <map>
#include <string>

class QVBoxLayout;

namespace projectionist {

class Label;

/// Every option of a run, made from the engine's own descriptions, in columns by group; what is wrong with a value
/// stands in words below its field.
class OptionsForm : public QWidget {
    Q_OBJECT

public:
    explicit OptionsForm(QWidget* parent = nullptr);

    void setOptions(const TrainOptions& options);
    [[nodiscard]] const TrainOptions& options() const { return m_options; }
    /// False while a field holds something that cannot be read, or options do not go together.
    [[nodiscard]] bool isValid() const { return m_problem.isEmpty(); }
    [[nodiscard]] const QString& problem() const { return m_problem; }  ///< In words; empty when all is well.

Q_SIGNALS:
    void edited();                              ///< By the user; options() and problem() are up to date.
    void helpChanged(const QString& richText);  ///< About the field with the focus.

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QWidget* field = nullptr;
        Label* problem = nullptr;
        std::function<void()> show;  ///< The option's value into the field.
        QString help;
        QString unreadable;  ///< What is wrong with the text in the field; empty when it could be read.
    };

    void addRow(QVBoxLayout* column, const OptionDescription& description);
    void addHoldout(QVBoxLayout* column, const OptionDescription& description);
    void addSeed(QVBoxLayout* column);
    QWidget* place(QVBoxLayout* column, const QString& name, const QString& label, const QString& help, QWidget* field);
    void set(const std::string& name, const QString& text);
    void judge();

    TrainOptions m_options;
    QString m_problem;
    std::map<std::string, Row> m_rows;
};

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/options_form.h"

#include "engine/core/text.h"
#include "engine/evaluate/metrics.h"
#include "ui/models/format.h"
#include "ui/models/metric_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/option_field.h"
#include "ui/widgets/panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace projectionist {

namespace {

constexpr std::array<const char*, 4> groups{"Data", "Model", "Loss", "Run"};
constexpr int fieldWidth = 92;
constexpr int shortWords = 64;  // a label up to here is never cut

OptionField::Steps stepsOf(const OptionDescription& description)
{
    if (description.kind == OptionDescription::Kind::Real)
        return OptionField::Steps::LeadingDigit;
    return description.name == "dimension" || description.name == "batch_size" ? OptionField::Steps::Doubling
                                                                               : OptionField::Steps::ByOne;
}

/// Choices in words where the name alone is terse.
QString choiceText(std::string_view choice)
{
    const bool isMetric = std::ranges::find(metricNames(), choice) != metricNames().end();
    auto words =
        isMetric ? metricInWords(std::string(choice)) : text(choice).replace(QLatin1Char('_'), QLatin1Char(' '));
    words[0] = words[0].toUpper();
    return words;
}

}  // namespace

OptionsForm::OptionsForm(QWidget* parent) : QWidget(parent)
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(Theme::panelInside, 0, Theme::panelInside, Theme::controlGap);
    columns->setSpacing(24);
    for (const auto* group : groups) {
        auto* column = new QVBoxLayout;
        column->setSpacing(0);
        auto* title = new Label(tr(group), Type::Body, Tone::Muted);
        title->setFixedHeight(24);
        column->addWidget(title);
        column->addWidget(new Rule);
        column->addSpacing(4);
        for (const auto& description : optionDescriptions()) {
            if (description.group != group)
                continue;
            if (description.kind == OptionDescription::Kind::Holdout)
                addHoldout(column, description);
            else
                addRow(column, description);
        }
        if (std::string_view(group) == "Data")
            addSeed(column);
        column->addStretch();
        columns->addLayout(column, 1);
    }
    setOptions(*preset("balanced"));
}

QWidget* OptionsForm::place(QVBoxLayout* column, const QString& name, const QString& label, const QString& help,
                            QWidget* field)
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 3, 0, 3);
    line->setSpacing(Theme::labelGap);
    auto* words = new ElidedLabel(label);
    words->setToolTip(help);
    words->setMinimumWidth(std::min(words->sizeHint().width(), shortWords));
    line->addWidget(words, 1);
    line->addWidget(field);
    column->addWidget(row);
    auto* problem = new Label({}, Type::Small, Tone::Bad);
    problem->setWordWrap(true);
    problem->hide();
    column->addWidget(problem);
    field->setToolTip(help);
    field->setWhatsThis(help);
    field->setObjectName(name);
    const auto watched = field->findChildren<QWidget*>();
    field->installEventFilter(this);
    for (auto* child : watched)
        child->installEventFilter(this);
    auto& entry = m_rows[name.toStdString()];
    entry.field = field;
    entry.problem = problem;
    entry.help = tr("<b>%1</b>  %2").arg(label.toHtmlEscaped(), help.toHtmlEscaped());
    return field;
}

void OptionsForm::addRow(QVBoxLayout* column, const OptionDescription& description)
{
    const std::string name(description.name);
    const auto label = text(description.label);
    const auto help = text(description.help);
    std::function<void()> show;
    QWidget* field = nullptr;
    switch (description.kind) {
    case OptionDescription::Kind::Switch: {
        auto* box = new QCheckBox;
        box->setAccessibleName(label);
        connect(box, &QCheckBox::toggled, this,
                [this, name](bool on) { set(name, on ? QStringLiteral("true") : QStringLiteral("false")); });
        show = [this, box, name] {
            const QSignalBlocker quiet(box);
            box->setChecked(optionValue(m_options, name) == "true");
        };
        field = box;
        break;
    }
    case OptionDescription::Kind::Choice: {
        auto* choice = choiceField(label);
        for (const auto value : description.choices)
            choice->addItem(choiceText(value), text(value));
        choice->setFixedWidth(std::max(fieldWidth, choice->sizeHint().width()));
        connect(choice, &QComboBox::currentIndexChanged, this,
                [this, name, choice] { set(name, choice->currentData().toString()); });
        show = [this, choice, name] {
            const QSignalBlocker quiet(choice);
            choice->setCurrentIndex(choice->findData(text(optionValue(m_options, name))));
        };
        field = choice;
        break;
    }
    default: {
        auto* number = new OptionField(label, stepsOf(description));
        number->setFixedWidth(fieldWidth);
        connect(number, &OptionField::edited, this, [this, name](const QString& typed) { set(name, typed); });
        show = [this, number, name] {
            // "0." on the way to "0.7" says 0 already: what is being typed is not written over.
            auto typed = m_options;
            const bool same = setOption(typed, name, number->text().trimmed().toStdString()) &&
                              optionValue(typed, name) == optionValue(m_options, name);
            if (!same && m_rows[name].unreadable.isEmpty())
                number->setText(text(optionValue(m_options, name)));
        };
        field = number;
    }
    }
    place(column, text(name), label, help, field);
    m_rows[name].show = std::move(show);
}

void OptionsForm::addHoldout(QVBoxLayout* column, const OptionDescription& description)
{
    const std::string name(description.name);
    auto* field = new QWidget;
    auto* line = new QHBoxLayout(field);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    auto* kind = choiceField(text(description.label));
    kind->addItem(tr("None"), int(Holdout::Kind::None));
    kind->addItem(tr("Random"), int(Holdout::Kind::Random));
    kind->addItem(tr("Last"), int(Holdout::Kind::Last));
    kind->addItem(tr("Test file…"), int(Holdout::Kind::File));
    kind->setFixedWidth(fieldWidth);
    auto* amount = new OptionField(tr("Size of the holdout"), OptionField::Steps::LeadingDigit);
    amount->setFixedWidth(58);
    line->addWidget(amount);
    line->addWidget(kind);
    place(column, text(name), text(description.label), text(description.help), field);

    auto* row = &m_rows[name];
    const auto showAmount = [this, amount, kind] {
        const auto& holdout = m_options.data.holdout;
        amount->setVisible(holdout.kind == Holdout::Kind::Random || holdout.kind == Holdout::Kind::Last);
        amount->setToolTip(holdout.kind == Holdout::Kind::Last ? tr("Ratings of each user, the latest ones")
                                                               : tr("Share of all positives"));
        kind->setToolTip(holdout.kind == Holdout::Kind::File ? text(holdout.file.string())
                                                             : tr("What is kept from training to measure on"));
    };
    row->show = [this, amount, kind, row, showAmount] {
        const QSignalBlocker quiet(kind);
        const auto& holdout = m_options.data.holdout;
        kind->setCurrentIndex(kind->findData(int(holdout.kind)));
        if (row->unreadable.isEmpty())
            amount->setText(holdout.kind == Holdout::Kind::Last ? QString::number(holdout.count)
                                                                : text(shortest(static_cast<float>(holdout.share))));
        showAmount();
    };
    connect(kind, &QComboBox::activated, this, [this, kind, row] {
        row->unreadable.clear();
        switch (static_cast<Holdout::Kind>(kind->currentData().toInt())) {
        case Holdout::Kind::None:
            set("holdout", QStringLiteral("none"));
            break;
        case Holdout::Kind::Random:
            set("holdout", QStringLiteral("random:0.1"));
            break;
        case Holdout::Kind::Last:
            set("holdout", QStringLiteral("last:1"));
            break;
        case Holdout::Kind::File:
            openFiles(this, tr("Ratings to measure on"), {}, [this, row](const QStringList& paths) {
                set("holdout", QStringLiteral("file:") + paths.first());
                row->show();
            });
            break;
        }
        row->show();
    });
    connect(amount, &OptionField::edited, this, [this](const QString& typed) {
        const auto prefix =
            m_options.data.holdout.kind == Holdout::Kind::Last ? QStringLiteral("last:") : QStringLiteral("random:");
        set("holdout", prefix + typed);
    });
}

void OptionsForm::addSeed(QVBoxLayout* column)
{
    auto* field = new QWidget;
    auto* line = new QHBoxLayout(field);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    auto* number = new OptionField(tr("Seed"), OptionField::Steps::ByOne);
    number->setFixedWidth(fieldWidth - 32);
    auto* dice = iconButton(QStringLiteral("dice"), tr("Another seed"));
    line->addWidget(number);
    line->addWidget(dice);
    place(column, QStringLiteral("seed"), tr("Seed"),
          tr("Start of the random numbers: the first tables, the order of the rows, the random holdout. Same seed, "
             "same model."),
          field);
    auto* row = &m_rows["seed"];
    row->show = [this, number, row] {
        if (row->unreadable.isEmpty())
            number->setText(QString::number(m_options.seed));
    };
    connect(number, &OptionField::edited, this, [this, row](const QString& typed) {
        bool isNumber = false;
        const auto seed = typed.toULongLong(&isNumber);
        row->unreadable =
            isNumber ? QString() : tr("seed is “%1”; it must be a whole number of at least 0.").arg(typed);
        if (isNumber)
            m_options.seed = m_options.data.seed = seed;
        judge();
        Q_EMIT edited();
    });
    connect(dice, &QToolButton::clicked, this, [this, row] {
        row->unreadable.clear();
        m_options.seed = m_options.data.seed = QRandomGenerator::global()->bounded(100'000U);
        row->show();
        judge();
        Q_EMIT edited();
    });
}

void OptionsForm::set(const std::string& name, const QString& typed)
{
    auto& row = m_rows[name];
    const auto done = setOption(m_options, name, typed.trimmed().toStdString());
    row.unreadable = done ? QString() : text(done.error().message);
    judge();
    Q_EMIT edited();
}

void OptionsForm::setOptions(const TrainOptions& options)
{
    m_options = options;
    for (auto& [name, row] : m_rows) {
        row.unreadable.clear();
        row.show();
    }
    judge();
}

void OptionsForm::judge()
{
    m_problem.clear();
    const auto objection = m_options.validate();
    const auto rule = objection ? text(*objection) : QString();
    for (auto& [name, row] : m_rows) {
        auto words = row.unreadable;
        if (words.isEmpty() && !rule.isEmpty() && rule.startsWith(text(name)) &&
            !rule.mid(static_cast<qsizetype>(name.size())).startsWith(QLatin1Char('_')))
            words = rule;
        row.problem->setText(words);
        row.problem->setVisible(!words.isEmpty());
        if (m_problem.isEmpty())
            m_problem = words;
    }
    if (m_problem.isEmpty())
        m_problem = rule;

    const auto& rows = m_options.data;
    const bool measured = rows.holdout.kind != Holdout::Kind::None;
    for (const auto* name : {"metric", "patience", "refit"})
        m_rows[name].field->setEnabled(measured);
    m_rows["l2_exponent"].field->setEnabled(m_options.l2 != 0.0F);
    m_rows["sampling_correction"].field->setEnabled(m_options.candidates == Candidates::Batch);
    m_rows["remove_accidental_hits"].field->setEnabled(m_options.candidates == Candidates::Batch);
}

bool OptionsForm::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::Enter) {
        for (const auto& [name, row] : m_rows) {
            if (row.field == watched || row.field->isAncestorOf(qobject_cast<QWidget*>(watched))) {
                Q_EMIT helpChanged(row.help);
                break;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace projectionist

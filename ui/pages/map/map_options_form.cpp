// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_options_form.h"

#include "engine/core/text.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/option_field.h"
#include "ui/widgets/panel.h"

#include <QComboBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QRandomGenerator>
#include <QScreen>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace projectionist {

namespace {

constexpr int formWidth = 344, fieldWidth = 132;

const std::vector everywhere{MapMethod::Pca, MapMethod::Tsne, MapMethod::Umap};
const std::vector forming{MapMethod::Tsne, MapMethod::Umap};

QString notANumber(const QString& typed)
{
    return typed.isEmpty() ? MapOptionsForm::tr("A number is missing.")
                           : MapOptionsForm::tr("“%1” is not a number.").arg(typed);
}

QString notWhole(const QString& typed)
{
    return typed.isEmpty() ? MapOptionsForm::tr("A number is missing.")
                           : MapOptionsForm::tr("“%1” is not a whole number.").arg(typed);
}

QString takeNumber(const QString& typed, double& value)
{
    const auto number = parseNumber(typed.toStdString());
    if (!number || !std::isfinite(double{*number}))
        return notANumber(typed);
    value = double{*number};
    return {};
}

QString takeCount(const QString& typed, std::uint32_t& value)
{
    bool known = false;
    const auto number = typed.toULongLong(&known);
    if (!known)
        return notWhole(typed);
    value = static_cast<std::uint32_t>(std::min<qulonglong>(number, std::numeric_limits<std::uint32_t>::max()));
    return {};
}

}  // namespace

MapOptionsForm::MapOptionsForm(QWidget* parent) : QFrame(parent, Qt::Popup), m_column(new QVBoxLayout(this))
{
    setFixedWidth(formWidth);
    setAccessibleName(tr("Options of the map"));
    m_column->setContentsMargins(Theme::panelInside, Theme::panelInside, Theme::panelInside, Theme::panelInside);
    m_column->setSpacing(0);
    auto* head = new QHBoxLayout;
    m_title = new Label({}, Type::Section);
    auto* defaults = linkButton(tr("Defaults"));
    defaults->setToolTip(tr("Puts every option back to what it was at first"));
    head->addWidget(m_title, 1);
    head->addWidget(defaults);
    m_column->addLayout(head);
    m_column->addSpacing(4);
    addComponents();
    addNumbers();
    addChoices();
    m_allowed = new Label({}, Type::Small, Tone::Muted);
    m_help = new Label({}, Type::Small, Tone::Muted);
    for (auto* words : {m_allowed, m_help})
        words->setWordWrap(true);
    m_column->addWidget(m_allowed);
    m_column->addSpacing(Theme::controlGap);
    m_column->addWidget(new Rule);
    m_column->addSpacing(Theme::controlGap);
    m_column->addWidget(m_help);
    m_help->setMinimumHeight(3 * m_help->fontMetrics().lineSpacing());
    m_help->setTextFormat(Qt::RichText);
    m_help->setAlignment(Qt::AlignTop | Qt::AlignLeft);

    connect(defaults, &QToolButton::clicked, this, [this] {
        for (const auto& row : m_rows)
            row->unreadable.clear();
        m_options = {};
        showAll();
        Q_EMIT edited(false);
    });
    showAll();
}

MapOptionsForm::Row& MapOptionsForm::addRow(const QString& label, const QString& help, QWidget* field,
                                            std::vector<MapMethod> methods)
{
    auto row = std::make_unique<Row>();
    row->row = new QWidget;
    row->field = field;
    row->label = label;
    row->methods = std::move(methods);
    row->help = tr("<b>%1</b>  %2").arg(label.toHtmlEscaped(), help.toHtmlEscaped());
    auto* line = new QHBoxLayout(row->row);
    line->setContentsMargins(0, 3, 0, 3);
    line->setSpacing(Theme::labelGap);
    auto* words = new Label(label);
    words->setToolTip(help);
    line->addWidget(words, 1);
    line->addWidget(field);
    m_column->addWidget(row->row);
    row->problem = new Label({}, Type::Small, Tone::Bad);
    row->problem->setWordWrap(true);
    row->problem->hide();
    m_column->addWidget(row->problem);
    field->setToolTip(help);
    field->setWhatsThis(help);
    field->installEventFilter(this);
    for (auto* child : field->findChildren<QWidget*>())
        child->installEventFilter(this);
    return *m_rows.emplace_back(std::move(row));
}

void MapOptionsForm::addNumber(const QString& name, const QString& label, const QString& help,
                               std::vector<MapMethod> methods, std::function<QString(const QString&)> take,
                               std::function<QString()> value, const QString& placeholder)
{
    auto* field = new OptionField(label, name == QStringLiteral("exaggeration") ? OptionField::Steps::LeadingDigit
                                                                                : OptionField::Steps::ByOne);
    QWidget* whole = field;
    if (name == QStringLiteral("seed")) {
        whole = new QWidget;
        auto* line = new QHBoxLayout(whole);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(4);
        auto* dice = plainIconButton(QStringLiteral("dice"), tr("Another seed"));
        connect(dice, &QToolButton::clicked, this, [this] {
            m_options.seed = QRandomGenerator::global()->bounded(1, 10'000);
            for (const auto& row : m_rows)
                row->unreadable.clear();
            showAll();
            Q_EMIT edited(false);
        });
        line->addWidget(dice);
        line->addWidget(field);
        field->setFixedWidth(fieldWidth - dice->sizeHint().width() - 4);
    } else {
        field->setFixedWidth(fieldWidth);
    }
    if (!placeholder.isEmpty())
        field->findChild<QLineEdit*>()->setPlaceholderText(placeholder);
    auto* row = &addRow(label, help, whole, std::move(methods));
    row->name = name;
    row->show = [field, row, value = std::move(value)] {
        if (row->unreadable.isEmpty())
            field->setText(value());
    };
    connect(field, &OptionField::edited, this, [this, row, take = std::move(take)](const QString& typed) {
        row->unreadable = take(typed.trimmed());
        judge();
        Q_EMIT edited(true);
    });
}

QComboBox* MapOptionsForm::addChoice(const QString& label, const QString& help, std::vector<MapMethod> methods,
                                     std::function<void(int)> take, std::function<int()> value)
{
    auto* field = choiceField(label);
    field->setFixedWidth(fieldWidth);
    addRow(label, help, field, std::move(methods)).show = [field, value = std::move(value)] {
        const QSignalBlocker quiet(field);
        field->setCurrentIndex(field->findData(value()));
    };
    connect(field, &QComboBox::currentIndexChanged, this, [this, field, take = std::move(take)] {
        take(field->currentData().toInt());
        judge();
        Q_EMIT edited(false);
    });
    return field;
}

void MapOptionsForm::addComponents()
{
    const auto help = tr("One of the first ten principal components: the directions along which the vectors differ "
                         "most. Per cent are its share of their variance.");
    m_across = addChoice(
        tr("Across"), help, {MapMethod::Pca}, [this](int component) { m_options.across = component; },
        [this] { return m_options.across; });
    m_up = addChoice(
        tr("Up"), help, {MapMethod::Pca}, [this](int component) { m_options.up = component; },
        [this] { return m_options.up; });
    m_across->setAccessibleName(tr("Horizontal axis"));
    m_up->setAccessibleName(tr("Vertical axis"));
}

void MapOptionsForm::addNumbers()
{
    const auto shortNumber = [](double value) { return text(shortest(static_cast<float>(value))); };
    addNumber(
        QStringLiteral("perplexity"), tr("Perplexity"),
        tr("How many neighbours count, smoothly. Larger shows more of the whole and less of the small. 1 up to a third "
           "of the other points."),
        {MapMethod::Tsne}, [this](const QString& typed) { return takeNumber(typed, m_options.perplexity); },
        [this, shortNumber] { return shortNumber(m_options.perplexity); });
    addNumber(
        QStringLiteral("exaggeration"), tr("Exaggeration"),
        tr("How much harder than it should neighbours attract each other at first. Larger untangles more, and draws "
           "the map together to a point meanwhile. 1 to 100; empty: 2 for up to 10,000 points, 1 for more."),
        {MapMethod::Tsne},
        [this](const QString& typed) {
            if (!typed.isEmpty())
                return takeNumber(typed, m_options.exaggeration);
            m_options.exaggeration = 0;
            return QString();
        },
        [this, shortNumber] { return m_options.exaggeration > 0 ? shortNumber(m_options.exaggeration) : QString(); },
        tr("automatic"));
    addNumber(
        QStringLiteral("iterations"), tr("Iterations"), tr("More settle more and take longer. 1 to 100,000."),
        {MapMethod::Tsne}, [this](const QString& typed) { return takeCount(typed, m_options.tsneIterations); },
        [this] { return QString::number(m_options.tsneIterations); });
    addNumber(
        QStringLiteral("neighbours"), tr("Neighbours"),
        tr("How many neighbours of each point count. More shows more of the whole and less of the small. At least 1."),
        {MapMethod::Umap}, [this](const QString& typed) { return takeCount(typed, m_options.neighbours); },
        [this] { return QString::number(m_options.neighbours); });
    addNumber(
        QStringLiteral("epochs"), tr("Iterations"),
        tr("More settle more and take longer. 1 to 100,000; empty: 500 for up to 10,000 points, 200 for more."),
        {MapMethod::Umap},
        [this](const QString& typed) {
            if (!typed.isEmpty())
                return takeCount(typed, m_options.umapEpochs);
            m_options.umapEpochs = 0;
            return QString();
        },
        [this] { return m_options.umapEpochs > 0 ? QString::number(m_options.umapEpochs) : QString(); },
        tr("automatic"));
    addNumber(
        QStringLiteral("seed"), tr("Seed"),
        tr("Of what is left to chance. The same seed gives the same map, another one a map that may look different and "
           "be as true."),
        forming,
        [this](const QString& typed) {
            bool known = false;
            const auto seed = typed.toULongLong(&known);
            if (!known)
                return notWhole(typed);
            m_options.seed = seed;
            return QString();
        },
        [this] { return QString::number(m_options.seed); });
}

void MapOptionsForm::addChoices()
{
    using Start = MapOptions::Start;
    auto* start = addChoice(
        tr("Start"),
        tr("Where the points begin. PCA: the first two components, the same whole for every seed. Random: without "
           "regard to the data. The current map: what is on screen, to go on from it."),
        forming, [this](int value) { m_options.start = static_cast<Start>(value); },
        [this] { return int(m_options.start); });
    auto* distance = addChoice(
        tr("Distance"),
        tr("By which neighbours are near. Cosine: the direction of the vectors, as everywhere in the lists of "
           "neighbours. Euclidean: their length counts too, which grows with the number of ratings."),
        everywhere, [this](int value) { m_options.distance = static_cast<Distance>(value); },
        [this] { return int(m_options.distance); });
    const QSignalBlocker quiet(start), quietToo(distance);
    start->addItem(tr("PCA"), int(Start::Components));
    start->addItem(tr("Random"), int(Start::Random));
    start->addItem(tr("The current map"), int(Start::Current));
    distance->addItem(tr("Cosine"), int(Distance::Cosine));
    distance->addItem(tr("Euclidean"), int(Distance::Euclidean));
}

void MapOptionsForm::setMethod(MapMethod method, std::size_t points, const std::vector<double>& shares)
{
    m_method = method;
    m_points = points;
    m_title->setText(nameOf(method));
    {
        const QSignalBlocker quiet(m_across), quietToo(m_up);
        for (auto* axis : {m_across, m_up}) {
            axis->clear();
            for (std::size_t component = 0; component < shares.size(); ++component)
                axis->addItem(tr("PC %1 · %2").arg(component + 1).arg(formatPercent(shares[component], 1)),
                              static_cast<int>(component));
        }
    }
    for (const auto& row : m_rows) {
        const bool isFor = std::ranges::find(row->methods, method) != row->methods.end();
        const bool isEmpty = shares.empty() && (row->field == m_across || row->field == m_up);
        row->row->setVisible(isFor && !isEmpty);
        row->unreadable.clear();
    }
    showAll();
}

void MapOptionsForm::setOptions(const MapOptions& options)
{
    m_options = options;
    showAll();
}

void MapOptionsForm::showAll()
{
    for (const auto& row : m_rows) {
        if (row->show)
            row->show();
    }
    judge();
}

void MapOptionsForm::judge()
{
    m_problem.clear();
    const auto broken = m_options.problem(m_method);
    for (const auto& row : m_rows) {
        auto words = row->unreadable;
        if (words.isEmpty() && broken && !row->name.isEmpty() && broken->startsWith(row->name + QLatin1Char(' ')))
            words = row->label + broken->mid(row->name.size());
        const bool isFor = std::ranges::find(row->methods, m_method) != row->methods.end();
        row->problem->setText(words);
        row->problem->setVisible(isFor && !words.isEmpty());
        if (isFor && m_problem.isEmpty())
            m_problem = words;
    }
    QString allowed;
    if (m_method == MapMethod::Tsne && m_options.perplexityFor(m_points) < m_options.perplexity)
        allowed = tr("%1 points allow a perplexity of %2; that is used.")
                      .arg(formatCount(m_points), QString::number(m_options.perplexityFor(m_points), 'g', 3));
    else if (m_method == MapMethod::Umap && m_options.neighboursFor(m_points) < m_options.neighbours)
        allowed = tr("%1 points have %2 neighbours each; those are used.")
                      .arg(formatCount(m_points), formatCount(m_options.neighboursFor(m_points)));
    const bool isLowered = m_problem.isEmpty() && !allowed.isEmpty();
    m_allowed->setText(allowed);
    m_allowed->setVisible(isLowered);
    if (isVisible())
        adjustSize();
}

bool MapOptionsForm::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn) {
        for (const auto& row : m_rows) {
            if (row->row->isAncestorOf(qobject_cast<QWidget*>(watched)))
                m_help->setText(row->help);
        }
    }
    return QFrame::eventFilter(watched, event);
}

void MapOptionsForm::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(theme().strong);
    painter.setBrush(theme().panel);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void MapOptionsForm::popUpBelow(const QWidget& button)
{
    showAll();
    adjustSize();
    auto corner = button.mapToGlobal(QPoint(0, button.height() + 4));
    const auto room = button.screen()->availableGeometry();
    corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width())));
    corner.setY(std::clamp(corner.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(corner);
    show();
    for (const auto& row : m_rows) {
        if (row->row->isVisible()) {
            row->field->setFocus(Qt::PopupFocusReason);
            break;
        }
    }
}

}  // namespace projectionist

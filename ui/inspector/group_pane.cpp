// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/group_pane.h"

#include "ui/inspector/look.h"
#include "ui/inspector/row_list.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/labels.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr int markSide = 12, textLeft = 19, wideBar = 52, narrowBar = 28, narrow = 240, numberRoom = 36, gap = 8;
constexpr std::size_t mostParts = 5;

}  // namespace

ShareBars::ShareBars(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

int ShareBars::rowHeight() const
{
    return std::max(22, QFontMetrics(projectionist::font(Type::Body)).height() + 4);
}

QSize ShareBars::sizeHint() const
{
    return {200, static_cast<int>(m_rows.size()) * rowHeight()};
}

void ShareBars::setRows(std::vector<Row> rows, std::size_t count, std::size_t all)
{
    m_rows = std::move(rows);
    m_count = count;
    m_all = all;
    QStringList words;
    for (const auto& row : m_rows)
        words << inWords(row);
    setAccessibleDescription(words.join(QLatin1Char(' ')));
    updateGeometry();
    update();
}

QString ShareBars::inWords(const Row& row) const
{
    return tr("%1: %2 of %3 here, %4 of %5 in all.")
        .arg(row.name, formatCount(row.part.here), formatCount(m_count), formatCount(row.part.all), formatCount(m_all));
}

void ShareBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme();
    const QFont body = projectionist::font(Type::Body), small = projectionist::font(Type::Small);
    const int height = rowHeight(), barWidth = width() < narrow ? narrowBar : wideBar;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto& row = m_rows[i];
        const QRectF line(0, static_cast<double>(i) * height, width(), height);
        int left = 0, right = width();
        if (row.group) {
            paintGenreMark(painter, QRectF(0, line.center().y() - markSide / 2.0, markSide, markSide), *row.group);
            left = textLeft;
        }
        painter.setPen(t.muted);
        paintNumber(painter, QRectF(right - numberRoom, line.top(), numberRoom, height),
                    formatPercent(row.part.shareInAll), small, Qt::AlignRight);
        right -= numberRoom;
        painter.setPen(t.text);
        paintNumber(painter, QRectF(right - numberRoom, line.top(), numberRoom, height),
                    formatPercent(row.part.shareHere), body, Qt::AlignRight);
        right -= numberRoom + gap;
        const QRectF bar(right - barWidth, line.top(), barWidth, height);
        paintBar(painter, bar, row.part.shareHere, false);
        const double tick = bar.left() + row.part.shareInAll * barWidth;
        painter.fillRect(QRectF(std::round(tick) - 1, line.center().y() - 5, 2, 10), t.text);
        right -= barWidth + gap;
        painter.setFont(body);
        painter.setPen(t.text);
        painter.drawText(QRectF(left, line.top(), right - left, height), Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetrics(body).elidedText(row.name, Qt::ElideRight, right - left));
    }
}

bool ShareBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto row = static_cast<std::size_t>(std::max(0, help->pos().y() / rowHeight()));
        if (row < m_rows.size())
            QToolTip::showText(help->globalPos(), inWords(m_rows[row]), this);
        return true;
    }
    return QWidget::event(event);
}

GroupPane::GroupPane(Session& owner, QWidget* parent)
    : Pane(owner, parent)
    , m_look(tr("Looking at what is chosen"))
    , m_title(new Label({}, Type::InspectorTitle))
    , m_where(new ElidedLabel({}, Type::Small, Tone::Muted))
    , m_figures(new FigureStrip(FigureStrip::Size::Small))
    , m_genres(new ShareBars)
    , m_decades(new ShareBars)
    , m_typical(new RowList(tr("Typical")))
    , m_mostRated(new RowList(tr("Most rated")))
{
    content()->addWidget(m_title);
    content()->addWidget(m_where);
    content()->addWidget(m_figures);
    m_genres->setAccessibleName(tr("Genres"));
    m_decades->setAccessibleName(tr("Decades"));
    m_genreSection = addSection(tr("Genres"), tr("share here, line and grey in all"), m_genres);
    m_decadeSection = addSection(tr("Decades"), tr("the same"), m_decades);
    m_typicalSection = addSection(tr("Typical"), tr("cosine to their mean"), m_typical);
    m_mostRatedSection = addSection(tr("Most rated"), {}, m_mostRated);
    content()->addStretch(1);
    for (auto* list : {m_typical, m_mostRated}) {
        connect(list, &RowList::filmChosen, &owner, &Session::selectFilm);
        connect(list, &RowList::filmOpened, &owner, &Session::openFilm);
        connect(list, &RowList::userChosen, &owner, &Session::selectUser);
        connect(list, &RowList::userOpened, &owner, &Session::openUser);
    }
    owner.addJob(&m_look);
}

QString GroupPane::shownTitle() const
{
    return m_title->text();
}

void GroupPane::refresh()
{
    const auto& group = session().group();
    if (!group || group == m_shown)
        return;
    m_shown = group;
    m_title->setText(group->ofFilms ? counted(group->rows.size(), tr("%1 film chosen"), tr("%1 films chosen"))
                                    : counted(group->rows.size(), tr("%1 user chosen"), tr("%1 users chosen")));
    m_where->setText(group->where);
    m_look.start([group](const std::stop_token& stop, const ProgressFunction&) { return groupFacts(*group, 5, stop); },
                 [this, group](const GroupFacts& facts) { showFacts(*group, facts); });
}

void GroupPane::showFacts(const Group& group, const GroupFacts& facts)
{
    const auto& catalogue = group.model->catalogue();
    const auto orNone = [](std::optional<double> value, int decimals) {
        return value ? formatDecimal(*value, decimals) : notComputed();
    };
    const bool isWhole = facts.medianRatings == std::floor(facts.medianRatings);
    m_figures->setFigures(
        {{formatDecimal(facts.medianRatings, isWhole ? 0 : 1), tr("ratings, median"),
          tr("Half of what is chosen has more ratings than that, half has fewer"), tr("ratings")},
         {orNone(facts.meanRating, 2), tr("mean rating"), tr("Over all their ratings"), tr("mean")},
         {orNone(facts.meanCosine, 2), tr("mean cosine"), tr("Over all pairs of them"), tr("cosine")}});
    std::vector<ShareBars::Row> genres, decades;
    for (const auto& [genre, part] : facts.genres) {
        if (genres.size() < mostParts)
            genres.push_back({genre, nameOf(genre), part});
    }
    // The decades that hold most, in their own order.
    auto largest = facts.decades;
    std::ranges::stable_sort(largest, std::greater<>{}, [](const auto& one) { return one.second.here; });
    largest.resize(std::min(largest.size(), mostParts));
    std::ranges::sort(largest, {}, [](const auto& one) { return one.first; });
    for (const auto& [decade, part] : largest)
        decades.push_back({{}, tr("%1s").arg(decade), part});
    m_genreSection->setVisible(!genres.empty());
    m_decadeSection->setVisible(!decades.empty());
    m_genres->setRows(std::move(genres), facts.count, facts.all);
    m_decades->setRows(std::move(decades), facts.count, facts.all);

    std::vector<RowList::Row> typical, mostRated;
    const auto rowOf = [&](std::uint32_t row, const QString& value) {
        return group.ofFilms ? filmRow(catalogue, MovieRow{row}, value, {})
                             : userRow(catalogue, UserRow{row}, value, {});
    };
    for (const auto& [row, cosine] : facts.typical)
        typical.push_back(rowOf(row, formatDecimal(cosine, 2)));
    for (const auto& [row, ratings] : facts.mostRated)
        mostRated.push_back(rowOf(row, formatCount(ratings)));
    m_typicalSection->setVisible(!typical.empty());
    m_typical->setRows(typical);
    m_mostRated->setRows(mostRated);
}

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_page.h"

#include "engine/model/model_file.h"
#include "ui/pages/start/drop_field.h"
#include "ui/session/session.h"
#include "ui/theme/genres.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/style.h"

#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <cmath>

namespace projectionist {

namespace {

constexpr int recentRow = 48;
enum RecentRole { PlaceRole = Qt::UserRole + 1, IconRole, ThereRole };

/// A recent path: icon, name, where it lies.
class RecentDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& t = theme();
        const QRect r = option.rect;
        const bool there = index.data(ThereRole).toBool();
        const bool chosen =
            option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus);
        painter->save();
        painter->fillRect(r, chosen ? t.selection : option.state.testFlag(QStyle::State_MouseOver) ? t.hover : t.panel);
        painter->fillRect(r.x(), r.bottom(), r.width(), 1, t.grid);
        if (chosen)
            painter->fillRect(r.x(), r.y(), 3, r.height(), t.accent);
        paintIcon(*painter, QRectF(r.x() + 14, r.center().y() - 8, 18, 18), index.data(IconRole).toString(),
                  there ? t.muted : t.disabled());
        const QRect words = r.adjusted(46, 6, -12, -7);
        painter->setFont(projectionist::font(Type::Body));
        painter->setPen(there ? t.text : t.disabled());
        const QFontMetrics body(painter->font());
        painter->drawText(words, Qt::AlignTop | Qt::AlignLeft,
                          body.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, words.width()));
        painter->setFont(projectionist::font(Type::Caption));
        painter->setPen(there ? t.muted : t.disabled());
        const QFontMetrics caption(painter->font());
        painter->drawText(words, Qt::AlignBottom | Qt::AlignLeft,
                          caption.elidedText(index.data(PlaceRole).toString(), Qt::ElideMiddle, words.width()));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {100, std::max(recentRow, QFontMetrics(option.font).height() * 2 + 14)};
    }
};

/// A scatter of marks, drawn and not measured: what a map of films looks like.
class SampleScatter : public QWidget {
public:
    using QWidget::QWidget;
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 40}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        constexpr int marks = 190;
        constexpr double side = 5.5, golden = 2.399963;
        const double wide = std::min(width() - 24.0, 230.0) / 2, high = std::min(height() - 16.0, 92.0) / 2;
        const QPointF centre = QRectF(rect()).center();
        for (int i = 0; i < marks; ++i) {
            // A sunflower whose seeds lean towards their genre's side.
            const int group = (i * 7 + i / 11) % (genreGroupCount - 1);
            const double angle = i * golden + group * 0.5, reach = std::sqrt((i + 0.5) / marks);
            const double x = wide * (reach * std::cos(angle) * 0.8 + 0.2 * std::cos(group * 0.785));
            const double y = high * (reach * std::sin(angle) * 0.8 + 0.2 * std::sin(group * 0.785));
            paintGenreMark(painter, QRectF(centre.x() + x - side / 2, centre.y() + y - side / 2, side, side),
                           static_cast<GenreGroup>(group));
        }
    }
};

/// The way through the program, one cell a step.
class Steps : public QWidget {
public:
    explicit Steps(QWidget* parent = nullptr) : QWidget(parent)
    {
        setFixedHeight(62);
        QStringList words;
        for (const auto& step : steps())
            words.append(step.title + QLatin1Char(' ') + step.text);
        setAccessibleName(words.join(QStringLiteral(", ")));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        paintFrame(painter, rect(), Theme::panelRadius, t.border, t.panel);
        const auto all = steps();
        const double share = width() / static_cast<double>(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const QRectF cell(static_cast<double>(i) * share, 0, share, height());
            if (i > 0)
                painter.fillRect(QRectF(std::round(cell.x()), 1, 1, height() - 2), t.border);
            paintIcon(painter, QRectF(cell.x() + 14, cell.center().y() - 10, 20, 20), all[i].icon, t.muted);
            const QRectF words = cell.adjusted(48, 12, -8, -12);
            painter.setFont(projectionist::font(Type::Strong));
            painter.setPen(t.text);
            painter.drawText(words, Qt::AlignTop | Qt::AlignLeft, all[i].title);
            painter.setFont(projectionist::font(Type::Body));
            painter.setPen(t.muted);
            painter.drawText(
                words, Qt::AlignBottom | Qt::AlignLeft,
                painter.fontMetrics().elidedText(all[i].text, Qt::ElideRight, static_cast<int>(words.width())));
        }
    }

private:
    struct Step {
        QString icon, title, text;
    };
    static std::vector<Step> steps()
    {
        return {
            {QStringLiteral("data"), StartPage::tr("1 Open"), StartPage::tr("ratings and films")},
            {QStringLiteral("train"), StartPage::tr("2 Train"), StartPage::tr("and watch it learn")},
            {QStringLiteral("recommend"), StartPage::tr("3 Look around"), StartPage::tr("users, films, pairs, map")},
            {QStringLiteral("export"), StartPage::tr("4 Take away"), StartPage::tr("CSV, vectors, pictures")}};
    }
};

QString placeOf(const QFileInfo& path)
{
    const QString folder = QDir::toNativeSeparators(path.absolutePath());
    const QString home = QDir::toNativeSeparators(QDir::homePath());
    const QString shown =
        folder.startsWith(home) && home.size() > 1 ? QLatin1Char('~') + folder.mid(home.size()) : folder;
    if (!path.exists())
        return StartPage::tr("no longer in %1").arg(shown);
    if (path.isDir())
        return StartPage::tr("folder in %1").arg(shown);
    return looksLikeModel(path.absoluteFilePath().toStdString()) ? StartPage::tr("model in %1").arg(shown)
                                                                 : StartPage::tr("file in %1").arg(shown);
}

}  // namespace

StartPage::StartPage(Session& owner, QWidget* parent)
    : Page(PageId::Data, owner, parent)
    , m_field(new DropField)
    , m_recent(new Panel(tr("Recent")))
    , m_list(new QListWidget)
    , m_noRecent(new Label(tr("What you open appears here."), Type::Body, Tone::Muted))
    , m_steps(new Steps)
{
    header().setTitle(tr("Welcome"));
    header().setSubtitle(tr("Nothing is open yet"));
    content()->addWidget(m_field, 1);

    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new RecentDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QListWidget::ScrollPerPixel);
    m_list->setAccessibleName(tr("Recent files and folders"));
    m_list->setWhatsThis(tr("Files and folders that were open lately. Click, or press Enter, to open one again."));
    const auto open = [this](const QListWidgetItem* item) { session().open({item->data(Qt::UserRole).toString()}); };
    connect(m_list, &QListWidget::itemClicked, this, open);
    m_list->installEventFilter(this);  // Enter opens; a click has done so already, so itemActivated would open twice
    static_cast<Label*>(m_noRecent)->setContentsMargins(Theme::panelInside, 10, Theme::panelInside, 0);
    static_cast<Label*>(m_noRecent)->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_recent->body()->addWidget(m_noRecent, 1);
    m_recent->body()->addWidget(m_list, 1);
    m_recent->setHeaderRule(true);
    auto* clear = linkButton(tr("Clear list"));
    clear->setWhatsThis(tr("Forgets the recent files and folders. The files stay."));
    m_recent->addHeaderWidget(clear);
    m_clear = clear;
    connect(clear, &QToolButton::clicked, this, [this] { session().clearRecentPaths(); });

    auto* sample = new Panel(tr("Sample data"));
    auto* inside = new QVBoxLayout;
    inside->setContentsMargins(Theme::panelInside, 0, Theme::panelInside, Theme::panelInside);
    inside->setSpacing(Theme::controlGap);
    auto* words = new Label(
        tr("Well-known films, rated by simulated users with tastes of their own. Good for a first look round; "
           "results say nothing about real viewers."));
    words->setWordWrap(true);
    inside->addWidget(words);
    inside->addWidget(new SampleScatter, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Theme::controlGap);
    auto* label = new Chip(tr("Always labelled simulated"), Chip::Kind::Warn);
    label->setIconName(QStringLiteral("info"));
    foot->addWidget(label);
    foot->addStretch(1);
    auto* openSample = secondaryButton(tr("Open"), QStringLiteral("film"));
    openSample->setAccessibleName(tr("Open the sample data"));
    openSample->setToolTip(tr("Open the sample data"));
    foot->addWidget(openSample);
    inside->addLayout(foot);
    sample->body()->addLayout(inside);

    auto* doors = new QHBoxLayout;
    doors->setSpacing(Theme::panelGap);
    doors->addWidget(m_recent, 3);
    doors->addWidget(sample, 2);
    content()->addLayout(doors, 1);
    content()->addWidget(m_steps);

    connect(m_field->openButton(), &QPushButton::clicked, this, &StartPage::openRequested);
    connect(m_field->folderButton(), &QPushButton::clicked, this, &StartPage::openFolderRequested);
    connect(m_field->sampleButton(), &QPushButton::clicked, this, [this] { session().openSample(); });
    connect(openSample, &QPushButton::clicked, this, [this] { session().openSample(); });
    connect(&owner, &Session::recentPathsChanged, this, &StartPage::followRecent);
    connect(this, &Page::compactChanged, this, &StartPage::arrange);
    followRecent();
    arrange();
}

bool StartPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress && m_list->currentItem() != nullptr) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            session().open({m_list->currentItem()->data(Qt::UserRole).toString()});
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

void StartPage::setDragHint(const QString& hint)
{
    m_field->setHint(hint);
}

void StartPage::followRecent()
{
    m_list->clear();
    for (const QString& path : session().recentPaths()) {
        const QFileInfo file(path);
        auto* item = new QListWidgetItem(file.fileName(), m_list);
        item->setData(Qt::UserRole, path);
        item->setData(PlaceRole, placeOf(file));
        item->setData(ThereRole, file.exists());
        const bool model = file.isFile() && looksLikeModel(path.toStdString());
        item->setData(IconRole, model          ? QStringLiteral("map")
                                : file.isDir() ? QStringLiteral("data")
                                               : QStringLiteral("file"));
        item->setToolTip(QDir::toNativeSeparators(path));
    }
    const bool any = m_list->count() > 0;
    m_list->setVisible(any);
    m_noRecent->setVisible(!any);
    m_clear->setVisible(any);
}

void StartPage::arrange()
{
    const int side = isCompact() ? 0 : 44;
    content()->setContentsMargins(side, isCompact() ? 0 : 12, side, isCompact() ? 0 : 48);
}

}  // namespace projectionist

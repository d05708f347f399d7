// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recommend/recommend_page.h"

#include "engine/core/text.h"
#include "ui/models/format.h"
#include "ui/pages/recommend/user_card.h"
#include "ui/session/session.h"
#include "ui/theme/genres.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

constexpr int firstK = 20;
constexpr int leftWidth = 248;

}  // namespace

RecommendPage::RecommendPage(Session& session, QWidget* parent)
    : ModelPage(PageId::Recommend, session,
                {QStringLiteral("recommend"), tr("Train a model to see recommendations"),
                 tr("A film's score for a user is the product of their vectors, and vectors come from training.")},
                parent)
    , m_userPanel(new Panel(tr("Users")))
    , m_users(userListModel(m_searchedUsers).release())
    , m_ratedPanel(new Panel(tr("Rated")))
    , m_rated(ratedModel().release())
    , m_card(new UserCard)
    , m_listPanel(new Panel(tr("Recommended")))
    , m_list(recommendedModel().release())
{
    auto* random = secondaryButton(tr("Random user"), QStringLiteral("dice"));
    random->setToolTip(tr("Opens a user picked at random"));
    auto* onMap = secondaryButton(tr("Show on map"), QStringLiteral("map"));
    onMap->setToolTip(tr("Centres the user on the map"));
    header().addAction(random);
    header().addAction(onMap);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(Theme::panelGap);
    auto* left = new QVBoxLayout;
    left->setSpacing(Theme::panelGap);
    left->addWidget(m_userPanel, 5);
    left->addWidget(m_ratedPanel, 6);
    auto* right = new QVBoxLayout;
    right->setSpacing(Theme::panelGap);
    right->addWidget(m_card);
    right->addWidget(m_listPanel, 1);
    m_userPanel->setFixedWidth(leftWidth);
    m_ratedPanel->setFixedWidth(leftWidth);
    columns->addLayout(left);
    columns->addLayout(right, 1);
    panels()->addLayout(columns, 1);
    buildUsers();
    buildList();

    connect(random, &QPushButton::clicked, this, [this] {
        const auto rows = m_userTable->proxy().rowCount();
        if (rows == 0)
            return;
        const auto row = m_userTable->proxy().sourceRow(static_cast<int>(QRandomGenerator::global()->bounded(rows)));
        this->session().openUser(m_users->row(row).id);
    });
    connect(onMap, &QPushButton::clicked, &session, &Session::showOnMap);
    connect(&session, &Session::openedUserChanged, this, [this] {
        if (isVisible())
            showUser();
    });
}

RecommendPage::~RecommendPage() = default;

void RecommendPage::buildUsers()
{
    using Kind = TableColumn::Kind;
    auto* searchBox = new QWidget;
    auto* searchLayout = new QVBoxLayout(searchBox);
    searchLayout->setContentsMargins(10, 0, 10, 6);
    searchLayout->setSpacing(4);
    m_search = new SearchField(tr("Find a user"));
    m_search->setToolTip(tr("By id, age, gender, occupation or number of ratings: “30 administrator”, “183 ratings”"));
    m_userCount = new Label({}, Type::Small, Tone::Muted);
    searchLayout->addWidget(m_search);
    searchLayout->addWidget(m_userCount);
    m_userPanel->body()->addWidget(searchBox);
    m_userTable = new TableView(tr("Users"));
    m_userTable->setTable(m_users, {{.kind = Kind::Text, .width = 82},
                                          {.kind = Kind::Text, .width = 44, .stretch = 1, .muted = true},
                                          {.kind = Kind::Number, .width = 48, .hidden = true},
                                          {.kind = Kind::Text, .width = 80, .hidden = true},
                                          {.kind = Kind::Number, .width = 74, .muted = true}});
    m_userPanel->body()->addWidget(m_userTable, 1);

    m_ratedTable = new TableView(tr("Rated films"));
    m_ratedTable->setTable(m_rated, {{.kind = Kind::Film, .width = 90, .stretch = 1},
                                           {.kind = Kind::Number, .width = 80},
                                           {.kind = Kind::Number, .width = 86, .muted = true, .hidden = true}});
    m_ratedTable->setOwnOrder(int(RatedColumn::Rating), Qt::DescendingOrder);
    m_ratedTable->followSelection(session());
    m_ratedPanel->body()->addWidget(m_ratedTable, 1);

    connect(m_search, &SearchField::searched, this, [this](const QString& searched) {
        *m_searchedUsers = text(foldForSearch(searched.toStdString()));
        m_userTable->proxy().setSearch(searched);
    });
    connect(m_search, &SearchField::downPressed, m_userTable, &TableView::focusRows);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (!m_search->text().isEmpty() && m_userTable->proxy().rowCount() > 0)
            session().openUser(m_users->row(m_userTable->proxy().sourceRow(0)).id);
    });
    connect(m_userTable, &TableView::shownChanged, this, [this] {
        m_userCount->setText(tr("%1 of %2").arg(formatCount(static_cast<std::uint64_t>(m_userTable->proxy().rowCount())),
                                                formatCount(static_cast<std::uint64_t>(m_users->rowCount()))));
    });
    const auto openCurrent = [this] {
        const auto row = m_userTable->currentSourceRow();
        if (row && m_userTable->hasFocus())
            session().openUser(m_users->row(*row).id);
    };
    connect(m_userTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, openCurrent);
    connect(m_userTable, &QAbstractItemView::clicked, this, openCurrent);
    m_userTable->onActivated([this](const QModelIndex& index) { session().openUser(m_users->row(index.row()).id); });
}

void RecommendPage::buildList()
{
    m_hide = new SegmentedControl(tr("Hide"));
    m_hide->addSegment(tr("Liked"), tr("Leaves out films that the user rated above the run's bound"), int(Hide::Liked));
    m_hide->addSegment(tr("Rated"), tr("Leaves out every film that the user rated"), int(Hide::Rated));
    m_hide->addSegment(tr("Nothing"), tr("Shows all films, also those that the user knows"), int(Hide::Nothing));
    auto* columns = iconButton(QStringLiteral("columns"), tr("Columns"));
    auto* exporting = secondaryButton(tr("Export CSV"), QStringLiteral("export"));
    exporting->setToolTip(tr("Writes the table as shown: rows, order and columns (Ctrl+E)"));
    auto* menu = new QMenu(exporting);
    fillExportMenu(*menu);
    exporting->setMenu(menu);
    m_listPanel->addHeaderWidget(new Label(tr("Hide"), Type::Body, Tone::Muted));
    m_listPanel->addHeaderWidget(m_hide);
    m_listPanel->addHeaderWidget(columns);
    m_listPanel->addHeaderWidget(exporting);

    auto* filters = new QWidget;
    auto* row = new QHBoxLayout(filters);
    row->setContentsMargins(Theme::panelInside, 0, Theme::panelInside, 8);
    row->setSpacing(Theme::controlGap);
    m_k = integerField(tr("Number of films"), 1, 100'000, firstK);
    m_k->setToolTip(tr("How many films the list shows"));
    m_genre = choiceField(tr("Genre"));
    m_genre->setToolTip(tr("Leaves films of this genre"));
    m_genre->addItem(tr("Any genre"), -1);
    for (int group = 0; group < genreGroupCount; ++group)
        m_genre->addItem(nameOf(static_cast<GenreGroup>(group)), group);
    m_minimum = integerField(tr("Minimum number of ratings"), 0, 1'000'000, 0);
    m_minimum->setToolTip(tr("Leaves out films with fewer ratings"));
    m_untrained = new QCheckBox(tr("Untrained films"));
    m_untrained->setToolTip(tr("Films that nobody liked among the training rows keep their random start; their scores mean nothing"));
    row->addWidget(new Label(tr("Show"), Type::Body, Tone::Muted));
    row->addWidget(m_k);
    row->addWidget(m_genre);
    row->addWidget(new Label(tr("At least"), Type::Body, Tone::Muted));
    row->addWidget(m_minimum);
    auto* ofRatings = new Label(tr("ratings"), Type::Body, Tone::Muted);
    row->addWidget(ofRatings);
    row->addStretch();
    row->addWidget(m_untrained);
    m_listPanel->body()->addWidget(filters);
    connect(this, &Page::compactChanged, this, [exporting, ofRatings](bool compact) {
        setIconOnly(exporting, compact);
        ofRatings->setVisible(!compact);
    });

    using Kind = TableColumn::Kind;
    m_listTable = new TableView(tr("Recommended films"));
    m_listTable->setTable(m_list, {{.kind = Kind::Number, .width = 54, .muted = true},
                                         {.kind = Kind::Film, .width = 150, .stretch = 3},
                                         {.kind = Kind::Number, .width = 76},
                                         {.kind = Kind::Bar, .width = 90},
                                         {.kind = Kind::Number, .width = 74, .muted = true},
                                         {.kind = Kind::Genres, .width = 110, .stretch = 2}});
    m_listTable->setOwnOrder(int(RecommendedColumn::Score), Qt::DescendingOrder);
    m_listTable->followSelection(session());
    columns->setMenu(m_listTable->columnMenu());
    columns->setPopupMode(QToolButton::InstantPopup);
    m_nothing = new EmptyState(QStringLiteral("recommend"), {}, {});
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_listTable);
    m_stack->addWidget(m_nothing);
    m_listPanel->body()->addLayout(m_stack, 1);

    connect(m_hide, &SegmentedControl::currentChanged, this, &RecommendPage::showList);
    connect(m_k, &QSpinBox::valueChanged, this, &RecommendPage::showList);
    connect(m_genre, &QComboBox::currentIndexChanged, this, &RecommendPage::showList);
    connect(m_minimum, &QSpinBox::valueChanged, this, &RecommendPage::showList);
    connect(m_untrained, &QCheckBox::toggled, this, &RecommendPage::showList);
}

void RecommendPage::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QString RecommendPage::userId() const
{
    return m_user ? text(model()->catalogue().user(*m_user).id) : QString();
}

void RecommendPage::showModel()
{
    const QSignalBlocker quiet(m_untrained);
    m_untrained->setChecked(model()->includesUntrainedByDefault());
    header().setSubtitle(session().modelIsLive() ? tr("%1, epoch %2, still training").arg(session().modelName()).arg(model()->card().shownEpoch)
                                                 : tr("%1, dot product").arg(session().modelName()));
    showUsers();
    showUser();
}

void RecommendPage::showEvent(QShowEvent* event)
{
    ModelPage::showEvent(event);
    if (model())
        showUser();
}

void RecommendPage::showUsers()
{
    if (m_shownDataset == session().dataset())
        return;
    m_shownDataset = session().dataset();
    m_users->setRows(m_shownDataset ? userListRows(*m_shownDataset) : std::vector<UserListRow>{});
    const auto known = m_shownDataset ? knownAbout(m_shownDataset->users()) : KnownAboutUsers();
    m_userTable->setColumnEmpty(int(UserListColumn::Details), !known.any());
    m_userTable->setColumnEmpty(int(UserListColumn::Age), !known.ages);
    m_userTable->setColumnEmpty(int(UserListColumn::Occupation), !known.occupations);
}

void RecommendPage::showUser()
{
    if (!model())
        return;
    auto user = session().userRow(session().openedUser());
    if (!user && session().selection().kind == Selection::Kind::User)
        user = session().userRow(session().selection().user);
    if (!user && m_users->rowCount() > 0)  // nobody was opened yet
        user = session().userRow(m_users->row(m_userTable->proxy().rowCount() > 0 ? m_userTable->proxy().sourceRow(0) : 0).id);
    const bool isAnother = m_user.has_value() != user.has_value() || (user && m_user->value != user->value);
    m_user = user;
    if (!m_user)
        return;
    const auto id = userId();
    m_card->setUser(model()->catalogue(), *m_user);
    const auto index = m_shownDataset ? m_shownDataset->findUser(id.toStdString()) : std::nullopt;
    auto rated = index ? ratedRows(*m_shownDataset, *session().dataFilms(), *index, model()->catalogue().parts().ratingAbove)
                       : std::vector<RatedRow>{};
    m_ratedPanel->setSubtitle(tr("%1 films, best first").arg(formatCount(rated.size())));
    m_rated->setRows(std::move(rated));
    for (int row = 0; row < m_users->rowCount(); ++row) {
        if (m_users->row(row).id == id) {
            m_userTable->selectSourceRow(row);
            break;
        }
    }
    showList();
    if (isAnother) {
        m_ratedTable->scrollToTop();
        m_listTable->scrollToTop();
    }
}

RecommendOptions RecommendPage::options() const
{
    RecommendOptions options;
    options.k = static_cast<std::size_t>(m_k->value());
    options.hide = static_cast<Hide>(m_hide->currentData().toInt());
    options.includeUntrained = m_untrained->isChecked();
    options.minimumRatings = static_cast<std::uint32_t>(m_minimum->value());
    return options;
}

void RecommendPage::showList()
{
    if (!model() || !m_user)
        return;
    m_listPanel->setTitle(tr("Recommended for user %1").arg(userId()));
    auto wanted = options();
    const auto k = wanted.k;
    wanted.k = 0;  // all that fit, so that the count can be told and a genre picked
    auto list = recommend(*model(), *m_user, wanted);
    if (!list) {
        m_list->setRows({});
        m_nothing->clearActions();
        m_nothing->setTitle(tr("No recommendations for user %1").arg(userId()));
        m_nothing->setText(text(list.error().message));
        m_stack->setCurrentWidget(m_nothing);
        m_listPanel->setSubtitle({});
        Q_EMIT statusTextChanged();
        return;
    }
    if (const auto group = m_genre->currentData().toInt(); group >= 0)
        std::erase_if(*list, [&](const ScoredMovie& scored) { return int((*films())[scored.movie].group) != group; });
    const auto all = list->size();
    list->resize(std::min(all, k));
    m_list->setRows(recommendedRows(*model(), *films(), *list));
    m_listPanel->setSubtitle(tr("%1 of %2").arg(formatCount(list->size()), formatCount(all)));
    if (list->empty()) {
        m_nothing->clearActions();
        m_nothing->setTitle(tr("No film is left"));
        m_nothing->setText(tr("User %1 has rated every film that fits these filters.").arg(userId()));
        connect(m_nothing->addPrimary(tr("Show rated films")), &QPushButton::clicked, this, [this] {
            m_genre->setCurrentIndex(0);
            m_minimum->setValue(0);
            m_hide->setCurrentData(int(Hide::Nothing));
        });
    }
    m_stack->setCurrentWidget(list->empty() ? static_cast<QWidget*>(m_nothing) : m_listTable);
    Q_EMIT statusTextChanged();
}

QString RecommendPage::statusText() const
{
    return model() && m_user ? tr("User %1, %2 films").arg(userId()).arg(m_list->rowCount()) : QString();
}

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_view.h"

#include "ui/models/roles.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_header.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <set>

namespace projectionist {

namespace {

/// All ids that mean the same film: with films keyed by title a film has several.
std::set<QString> idsOfSameFilm(const Session& session, const QString& filmId)
{
    std::set<QString> ids{filmId};
    if (const auto row = session.movieRow(filmId); row && session.model())
        for (const auto& id : session.model()->catalogue().movie(*row).ids)
            ids.insert(QString::fromStdString(id));
    return ids;
}

/// Where two columns hold a film each, what sets their titles apart stays in view.
CellDelegate* filmDelegate(const std::vector<TableColumn>& columns, std::size_t column, QObject* parent)
{
    auto* delegate = new FilmDelegate(parent);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != column && columns[i].kind == TableColumn::Kind::Film)
            delegate->setOtherColumn(static_cast<int>(i));
    }
    return delegate;
}

/// 2 px of accent about the whole table while the keyboard brought the focus.
class FocusMark : public QWidget {
public:
    explicit FocusMark(QWidget* table) : QWidget(table)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setObjectName(QStringLiteral("focusMark"));
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setPen(QPen(theme().accent, 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
};

std::optional<int> findRow(const QAbstractItemModel& model, int role, const std::set<QString>& wanted)
{
    if (model.rowCount() == 0)
        return {};
    for (int column = 0; column < model.columnCount(); ++column) {
        if (!model.index(0, column).data(role).isValid())
            continue;
        for (int row = 0; row < model.rowCount(); ++row)
            if (wanted.contains(model.index(row, column).data(role).toString()))
                return row;
        return {};
    }
    return {};
}

QString idIn(const QModelIndex& current, int role)
{
    if (const QVariant id = current.data(role); id.isValid())
        return id.toString();
    for (int column = 0; column < current.model()->columnCount(); ++column)
        if (const QVariant id = current.siblingAtColumn(column).data(role); id.isValid())
            return id.toString();
    return {};
}

}  // namespace

TableView::TableView(const QString& what, QWidget* parent)
    : QTableView(parent), m_what(what), m_proxy(new SortFilterProxy(this)), m_focusMark(new FocusMark(this))
{
    setAccessibleName(what);
    setWhatsThis(
        tr("A click on a heading sorts, a right click on it chooses the columns. Enter or a double click opens "
           "a row. Ctrl+C copies the selected rows, Ctrl+Shift+C with the headings, Ctrl+E exports the table."));
    setHorizontalHeader(new TableHeader(this));
    setModel(m_proxy);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerItem);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const auto setRows = [this] {
        verticalHeader()->setMinimumSectionSize(RowDensity::instance().rowHeight());
        verticalHeader()->setDefaultSectionSize(RowDensity::instance().rowHeight());
    };
    setRows();
    connect(&RowDensity::instance(), &RowDensity::changed, this, setRows);
    auto* header = horizontalHeader();
    header->setSortIndicator(-1, Qt::AscendingOrder);  // the model's own order
    connect(header, &QHeaderView::sectionClicked, this, [this](int column) {
        if (column >= static_cast<int>(m_columns.size()))
            return;
        const TableColumn& clicked = m_columns[static_cast<std::size_t>(column)];
        if (!clicked.sortable || clicked.kind == TableColumn::Kind::Bar)
            return;
        const bool fallsFirst = clicked.falling || clicked.kind == TableColumn::Kind::Number;
        const auto first = fallsFirst ? Qt::DescendingOrder : Qt::AscendingOrder;
        const auto other = fallsFirst ? Qt::AscendingOrder : Qt::DescendingOrder;
        sortBy(column, m_sorted == std::pair(column, first) ? other : first);
    });
    connect(header, &QHeaderView::sectionMoved, this, [this] {
        rememberColumns();
        Q_EMIT shownChanged();
    });
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this, header](const QPoint& at) { columnMenu()->popup(header->mapToGlobal(at)); });
    connect(m_proxy, &QAbstractItemModel::modelReset, this, [this] {
        setHoveredRow(-1);
        takeSelectionFromSession(false);
        Q_EMIT shownChanged();
    });
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &TableView::shownChanged);
    connect(this, &QTableView::doubleClicked, this, &TableView::activate);
}

TableView::~TableView()
{
    m_proxy->disconnect(this);  // the table's end is no news to its page
}

void TableView::setTable(QAbstractItemModel* model, const std::vector<TableColumn>& columns)
{
    m_columns = columns;
    if (model->parent() == nullptr)
        model->setParent(m_proxy);
    m_proxy->setSourceModel(model);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        CellDelegate* delegate = nullptr;
        switch (columns[i].kind) {
        case TableColumn::Kind::Text:
            delegate = new CellDelegate(this);
            break;
        case TableColumn::Kind::Number:
            delegate = new NumberDelegate(this);
            break;
        case TableColumn::Kind::Film:
            delegate = filmDelegate(columns, i, this);
            break;
        case TableColumn::Kind::Genres:
            delegate = new GenresDelegate(this);
            break;
        case TableColumn::Kind::Bar:
            delegate = new BarDelegate(this);
            break;
        }
        delegate->setMuted(columns[i].muted);
        const int column = static_cast<int>(i);
        delete itemDelegateForColumn(column);
        setItemDelegateForColumn(column, delegate);
        setColumnHidden(column, columns[i].hidden);
    }
    static_cast<TableHeader*>(horizontalHeader())->setColumns(columns);
    restoreColumns();
    layOutColumns();
    takeSelectionFromSession(true);
}

void TableView::sortBy(int column, Qt::SortOrder order)
{
    m_sorted = std::pair(column, order);
    const bool isOwn = m_ownOrder == m_sorted;
    m_proxy->sort(isOwn ? -1 : column, isOwn ? Qt::AscendingOrder : order);
    horizontalHeader()->setSortIndicator(column, order);
    horizontalHeader()->viewport()->update();
    if (currentIndex().isValid() && selectionModel()->hasSelection())
        scrollTo(currentIndex());
    else
        scrollToTop();
}

void TableView::setOwnOrder(int column, Qt::SortOrder order)
{
    m_ownOrder = std::pair(column, order);
    if (m_proxy->sortColumn() >= 0)
        return;
    m_sorted = m_ownOrder;
    horizontalHeader()->setSortIndicator(column, order);
}

void TableView::followSelection(Session& session)
{
    m_session = &session;
    connect(&session, &Session::selectionChanged, this, [this] { takeSelectionFromSession(true); });
    takeSelectionFromSession(true);
}

void TableView::onActivated(std::function<void(const QModelIndex&)> handler)
{
    m_activated = std::move(handler);
}

std::optional<int> TableView::currentSourceRow() const
{
    const QModelIndex source = m_proxy->mapToSource(currentIndex());
    return source.isValid() ? std::optional(source.row()) : std::nullopt;
}

void TableView::selectSourceRow(int row, bool scroll)
{
    if (m_proxy->sourceModel() == nullptr)
        return;
    const QModelIndex index = m_proxy->mapFromSource(m_proxy->sourceModel()->index(row, 0));
    if (!index.isValid()) {
        clearSelection();
        setCurrentIndex({});
        return;
    }
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (scroll)
        scrollTo(index);
}

void TableView::focusRows()
{
    if (m_proxy->rowCount() == 0)
        return;
    setFocus(Qt::OtherFocusReason);
    if (selectionModel()->selectedRows().isEmpty()) {
        selectionModel()->setCurrentIndex(m_proxy->index(0, 0),
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
}

/// Looks through the rows: not while nobody sees it.
void TableView::takeSelectionFromSession(bool scroll)
{
    if (m_session == nullptr || m_following || m_proxy->sourceModel() == nullptr)
        return;
    if (!isVisible()) {
        m_behind = true;
        return;
    }
    m_behind = false;
    const Selection& selection = m_session->selection();
    std::optional<int> row;
    if (selection.kind == Selection::Kind::Film)
        row = findRow(*m_proxy, FilmIdRole, idsOfSameFilm(*m_session, selection.film));
    else if (selection.kind == Selection::Kind::User)
        row = findRow(*m_proxy, UserIdRole, {selection.user});
    m_following = true;
    if (row) {
        const QModelIndex index = m_proxy->index(*row, std::max(0, currentIndex().column()));
        if (const auto place = visualRect(index); scroll && (place.top() < 0 || place.bottom() > viewport()->height()))
            scrollToTop();  // no further down than it takes to see it
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        if (scroll)
            scrollTo(index);
    } else {
        clearSelection();
        setCurrentIndex({});
    }
    m_following = false;
}

void TableView::showEvent(QShowEvent* event)
{
    QTableView::showEvent(event);
    if (m_behind)
        takeSelectionFromSession(true);
}

void TableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (m_session == nullptr || m_following || !current.isValid())
        return;
    const QString film = idIn(current, FilmIdRole);
    const QString user = film.isEmpty() ? idIn(current, UserIdRole) : QString();
    m_following = true;
    if (!film.isEmpty())
        m_session->selectFilm(film);
    else if (!user.isEmpty())
        m_session->selectUser(user);
    m_following = false;
}

void TableView::activate(const QModelIndex& proxyIndex)
{
    if (!proxyIndex.isValid())
        return;
    if (m_activated) {
        m_activated(m_proxy->mapToSource(proxyIndex));
    } else if (m_session != nullptr) {
        if (const QString film = idIn(proxyIndex, FilmIdRole); !film.isEmpty())
            m_session->openFilm(film);
        else if (const QString user = idIn(proxyIndex, UserIdRole); !user.isEmpty())
            m_session->openUser(user);
    }
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        activate(currentIndex());
        return;
    }
    if (event->matches(QKeySequence::Copy)) {
        copySelection(false);
        return;
    }
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        copySelection(true);
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        event->ignore();  // the window clears the selection
        return;
    }
    QTableView::keyPressEvent(event);
}

bool TableView::event(QEvent* event)
{
    if (event->type() == QEvent::ApplicationFontChange)
        layOutColumns();
    return QTableView::event(event);
}

void TableView::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        layOutColumns();
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
    m_focusMark->setGeometry(rect());
}

void TableView::focusInEvent(QFocusEvent* event)
{
    QTableView::focusInEvent(event);
    // As the style does for buttons: who clicks into a table knows where the keys go.
    if (event->reason() == Qt::MouseFocusReason || event->reason() == Qt::PopupFocusReason ||
        event->reason() == Qt::ActiveWindowFocusReason)
        return;
    m_focusMark->show();
    m_focusMark->raise();  // above scroll bars that came meanwhile
}

void TableView::focusOutEvent(QFocusEvent* event)
{
    QTableView::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        m_focusMark->hide();
}

void TableView::mouseMoveEvent(QMouseEvent* event)
{
    QTableView::mouseMoveEvent(event);
    setHoveredRow(rowAt(event->position().toPoint().y()));
}

void TableView::leaveEvent(QEvent* event)
{
    QTableView::leaveEvent(event);
    setHoveredRow(-1);
}

void TableView::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (m_hoveredRow >= 0)
        setHoveredRow(viewport()->underMouse() ? rowAt(viewport()->mapFromGlobal(QCursor::pos()).y()) : -1);
}

void TableView::setHoveredRow(int row)
{
    if (row == m_hoveredRow)
        return;
    const int before = std::exchange(m_hoveredRow, row);
    updateRow(before);
    updateRow(row);
}

void TableView::updateRow(int row)
{
    if (row >= 0 && row < m_proxy->rowCount())
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
}

QString TableView::selectionAsText(bool withHeaders) const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    const std::vector<int> columns = shownColumns();
    QStringList lines;
    const auto join = [&columns](const auto& cell) {
        QStringList cells;
        for (const int column : columns)
            cells.append(
                cell(column).replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' ')));
        return cells.join(QLatin1Char('\t'));
    };
    if (withHeaders && !rows.isEmpty())
        lines.append(join(
            [this](int column) { return m_proxy->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); }));
    for (const auto& row : std::as_const(rows))
        lines.append(join([&row](int column) {
            const QModelIndex cell = row.siblingAtColumn(column);
            const QVariant exact = cell.data(ExportRole);
            if (exact.isValid())
                return exact.toString();
            return cell.data(ReasonRole).isValid() ? QString() : cell.data(Qt::DisplayRole).toString();
        }));
    return lines.join(QLatin1Char('\n'));
}

void TableView::copySelection(bool withHeaders) const
{
    const QString text = selectionAsText(withHeaders);
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/principal_components.h"
#include "engine/retrieve/neighbours.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_session.h"
#include "ui/pages/map/map_choice.h"
#include "ui/pages/map/map_content.h"
#include "ui/pages/map/map_methods.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/map/saved_selections.h"
#include "ui/plots/map_plot.h"
#include "ui/session/group.h"
#include "ui/session/named_selections.h"
#include "ui/theme/theme.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"

#include <QApplication>
#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <memory>
#include <set>

using namespace projectionist;
using namespace projectionist::testing;

using Chosen = std::vector<std::size_t>;

class TestMapSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_session =
            sessionWith(randomModel({.users = 30, .movies = 60, .dimension = 12, .ratingsPerUser = 12, .seed = 5}));
        m_page = std::make_unique<MapPage>(*m_session);
        m_page->methods().setMethod(MapMethod::Pca);
        m_page->resize(1100, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(m_page->map());
        m_plot = m_page->findChild<MapPlot*>();
        m_bar = m_page->findChild<MapChoice*>();
        QVERIFY(m_plot && m_bar);
    }

    void cleanup()
    {
        m_session->clearSelection();
        m_plot->setTool(MapPlot::Tool::Pan);
        m_plot->setChosen({});
        QApplication::setPalette(Theme::light().palette());
    }

    void toolsAreButtonsAndKeys()
    {
        const auto lasso = button(QStringLiteral("lasso (L)")), box = button(QStringLiteral("box (B)")),
                   hand = button(QStringLiteral("(V)"));
        QVERIFY(lasso && box && hand);
        QVERIFY(hand->isChecked());
        QTest::mouseClick(lasso, Qt::LeftButton);
        QCOMPARE(m_plot->tool(), MapPlot::Tool::Lasso);
        QTest::keyClick(m_plot, Qt::Key_B);
        QVERIFY(box->isChecked() && !lasso->isChecked());
        QTest::keyClick(m_page.get(), Qt::Key_V);
        QVERIFY(hand->isChecked());
        QCOMPARE(m_plot->tool(), MapPlot::Tool::Pan);
    }

    void theBarSaysHowManyAndGoesWithThem()
    {
        QVERIFY(!m_bar->isVisible());
        m_plot->setTool(MapPlot::Tool::Box);
        const QRectF all = m_plot->rect();
        drag(all.topLeft() + QPointF(2, 2), all.bottomRight() - QPointF(2, 2));
        QCOMPARE(m_plot->chosen().size(), m_plot->size());
        QVERIFY(m_bar->isVisible());
        QCOMPARE(m_bar->findChild<QLabel*>()->text(), QStringLiteral("%1 films").arg(m_plot->size()));
        QVERIFY(m_plot->rect().contains(m_bar->geometry()));
        m_plot->setChosen({3});
        QCOMPARE(m_bar->findChild<QLabel*>()->text(), QStringLiteral("1 film"));
        QTest::mouseClick(m_bar, Qt::LeftButton, {}, QPoint(4, 4));
        QTest::mouseClick(m_bar->findChild<QLabel*>(), Qt::LeftButton);
        QCOMPARE(m_plot->chosen(), Chosen{3});
        QTest::mouseClick(m_bar->findChild<QToolButton*>(), Qt::LeftButton);
        QVERIFY(m_plot->chosen().empty());
        QVERIFY(!m_bar->isVisible());
    }

    void theBarFitsANarrowMap()
    {
        m_plot->setChosen({1, 2});
        m_page->resize(720, 600);
        QTest::qWait(50);
        QVERIFY2(m_plot->rect().contains(m_bar->geometry()), qPrintable(QString::number(m_plot->width())));
        m_page->resize(1100, 760);
        QTest::qWait(50);
        QCOMPARE(m_bar->findChildren<QPushButton*>().value(1)->text(), QStringLiteral("Invert"));
    }

    void escapeClearsSearchThenSelectionThenTool()
    {
        auto* search = m_page->findChild<SearchField*>();
        search->setText(QStringLiteral("film 1"));
        QTRY_VERIFY(!m_plot->hits().empty());
        m_plot->setTool(MapPlot::Tool::Lasso);
        m_plot->setChosen({4, 5});
        m_session->selectFilm(m_session->modelFilms()->films()[m_page->map()->rows[3]].id);
        m_plot->setFocus();
        QTest::keyClick(m_plot, Qt::Key_Escape);
        QTRY_VERIFY(m_plot->hits().empty());
        QVERIFY(search->text().isEmpty());
        QVERIFY(m_plot->selected());
        QTest::keyClick(m_plot, Qt::Key_Escape);
        QVERIFY(!m_plot->selected());
        QCOMPARE(m_session->selection().kind, Selection::Kind::None);
        QCOMPARE(m_plot->chosen(), (Chosen{4, 5}));
        QTest::keyClick(m_plot, Qt::Key_Escape);
        QVERIFY(m_plot->chosen().empty());
        QCOMPARE(m_plot->tool(), MapPlot::Tool::Lasso);
        QTest::keyClick(m_plot, Qt::Key_Escape);
        QCOMPARE(m_plot->tool(), MapPlot::Tool::Pan);
    }

    void whatIsChosenIsLookedAtEverywhere()
    {
        m_session->selectFilm(m_session->modelFilms()->films()[m_page->map()->rows[3]].id);
        m_plot->setChosen({9, 4});
        QCOMPARE(m_session->selection().kind, Selection::Kind::None);
        QVERIFY(m_session->group());
        QVERIFY(m_session->group()->ofFilms);
        QCOMPARE(m_session->group()->rows,
                 (std::vector<std::uint32_t>{m_page->map()->rows[4], m_page->map()->rows[9]}));
        m_plot->setChosen({});
        QVERIFY(!m_session->group());
    }

    void invertChoosesTheOthers()
    {
        m_plot->setChosen({0, 1, 2});
        barButton(QStringLiteral("Invert"))->click();
        QCOMPARE(m_plot->chosen().size(), m_plot->size() - 3);
        QCOMPARE(m_plot->chosen().front(), std::size_t{3});
    }

    void growAddsTheFiveNearestOfEachInAllDimensions()
    {
        const auto& map = *m_page->map();
        std::set<std::size_t> expected{7, 20};
        for (const std::size_t point : {7, 20}) {
            const auto nearest = neighbours(*m_session->model(), MovieRow{map.rows[point]},
                                            {.k = 5, .metric = Metric::Cosine, .includeUntrained = false});
            QVERIFY(nearest.has_value());
            for (const auto& film : *nearest)
                expected.insert(
                    static_cast<std::size_t>(std::ranges::find(map.rows, film.movie.value) - map.rows.begin()));
        }
        m_plot->setChosen({7, 20});
        barButton(QStringLiteral("Grow"))->click();
        QTRY_COMPARE(m_plot->chosen(), Chosen(expected.begin(), expected.end()));
        QVERIFY(m_plot->chosen().size() >= 7);
    }

    void manyGrowByTheGraphAsFewDo()
    {
        // More points than are looked at one by one: each point's five are the same either way.
        const auto model = randomModel({.users = 400, .movies = 1700, .dimension = 6, .ratingsPerUser = 60, .seed = 3});
        const auto films = FilmTexts::of(model->catalogue());
        const MapContent content(model, films, projectModel(*model, MapOf::Films, false));
        QVERIFY(content.size() > 1600);
        Chosen many;
        for (std::size_t point = 0; point < content.size(); point += 1)
            if (point % 17 != 0)
                many.push_back(point);
        QVERIFY(many.size() > 1500);
        const auto grown = withNeighbours(content, many, 5, false);
        std::set<std::size_t> expected(many.begin(), many.end());
        for (std::size_t begin = 0; begin < many.size(); begin += 1000) {
            const Chosen some(many.begin() + static_cast<std::ptrdiff_t>(begin),
                              many.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 1000, many.size())));
            const auto part = withNeighbours(content, some, 5, false);
            expected.insert(part.begin(), part.end());
        }
        QCOMPARE(grown, Chosen(expected.begin(), expected.end()));
    }

    void whatGrowsStopsWhenOthersAreChosen()
    {
        m_plot->setChosen({7});
        m_bar->grow();
        m_plot->setChosen({9});
        QVERIFY(!m_bar->growing().isRunning());
        QTest::qWait(30);
        QCOMPARE(m_plot->chosen(), Chosen{9});
    }

    void theTableHasTheChosenFilmsAndTheirPlaces()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("chosen.csv"));
        m_plot->setChosen({2, 11});
        m_bar->saveCsv(path);
        QTRY_VERIFY(QFile::exists(path) && !m_session->exportJob().isRunning());
        QStringList lines = linesOf(path);
        QVERIFY(lines.value(0).startsWith(QLatin1Char('#')));
        lines.erase(std::remove_if(lines.begin(), lines.end(),
                                   [](const QString& line) { return line.startsWith(QLatin1Char('#')); }),
                    lines.end());
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0], QStringLiteral("film_id,title,year,genres,ratings,x,y"));
        const auto& catalogue = m_session->model()->catalogue();
        for (int line = 1; line < 3; ++line) {
            const std::size_t point = line == 1 ? 2 : 11;
            const MovieRow row{m_page->map()->rows[point]};
            const auto cells = lines[line].split(QLatin1Char(','));
            QCOMPARE(cells.size(), 7);
            QCOMPARE(cells[0].toStdString(), catalogue.movie(row).ids.front());
            QCOMPARE(cells[1].toStdString(), catalogue.movie(row).title);
            QVERIFY(cells[2].toInt() > 1900);
            QCOMPARE(cells[4].toUInt(), catalogue.ratingCount(row));
            QCOMPARE(cells[5].toFloat(), static_cast<float>(m_plot->placeOf(point).x()));
            QCOMPARE(cells[6].toFloat(), static_cast<float>(m_plot->placeOf(point).y()));
        }
    }

    void usersHaveATableOfTheirOwn()
    {
        auto* of = m_page->findChild<SegmentedControl*>(QString(), Qt::FindChildrenRecursively);
        for (auto* control : m_page->findChildren<SegmentedControl*>())
            of = control->accessibleName() == QStringLiteral("What the map shows") ? control : of;
        m_plot->setChosen({1});
        of->setCurrentData(int(MapOf::Users));
        QTRY_VERIFY(m_page->map()->of == MapOf::Users);
        QVERIFY(m_plot->chosen().empty());  // films are no users
        m_plot->setChosen({0, 1});
        QCOMPARE(m_bar->findChild<QLabel*>()->text(), QStringLiteral("2 users"));
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("users.csv"));
        m_bar->saveCsv(path);
        QTRY_VERIFY(QFile::exists(path) && !m_session->exportJob().isRunning());
        const auto lines = linesOf(path);
        QVERIFY(lines.contains(QStringLiteral("user_id,age,gender,occupation,ratings,x,y")));
        m_bar->grow();
        QTRY_VERIFY(m_plot->chosen().size() >= 6);
        of->setCurrentData(int(MapOf::Films));
        QTRY_VERIFY(m_page->map()->of == MapOf::Films);
    }

    void selectionsWithANameAreKeptBesideTheModel()
    {
        auto* saved = m_page->findChild<SavedSelections*>();
        QVERIFY(saved);
        const QString path = selectionsFileOf(m_session->modelPath());
        QVERIFY(path.endsWith(QStringLiteral(".selections.json")));
        QFile::remove(path);
        ToldMessages told(*m_session);
        saved->save(QStringLiteral("nothing"));
        QVERIFY(!QFile::exists(path));
        m_plot->setChosen({3, 6, 9});
        saved->save(QStringLiteral(" first "));
        m_plot->setChosen({1});
        saved->save(QStringLiteral("second"));
        QCOMPARE(told.lastText(), QStringLiteral("Saved 1 film as “second”."));
        const auto kept = readSelections(path);
        QVERIFY(kept.has_value());
        QCOMPARE(kept->size(), std::size_t{2});
        QCOMPARE((*kept)[0].name, QStringLiteral("first"));
        QCOMPARE((*kept)[0].ids.size(), 3);
        saved->choose(QStringLiteral("first"));
        QCOMPARE(m_plot->chosen(), (Chosen{3, 6, 9}));
        m_plot->setChosen({2});
        saved->save(QStringLiteral("first"));
        m_plot->setChosen({});
        saved->choose(QStringLiteral("first"));
        QCOMPARE(m_plot->chosen(), Chosen{2});
        saved->forget(QStringLiteral("first"));
        QCOMPARE(readSelections(path)->size(), std::size_t{1});

        auto lost = *readSelections(path);
        lost[0].ids << QStringLiteral("no such film");
        QVERIFY(writeSelections(path, lost).has_value());
        QCOMPARE(*readSelections(path), lost);
        saved->choose(QStringLiteral("second"));
        QCOMPARE(m_plot->chosen(), Chosen{1});
        QCOMPARE(told.lastText(), QStringLiteral("1 of 2 in “second” are on this map."));

        QFile broken(path);
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("[1, 2") == 5);
        broken.close();
        QVERIFY(!readSelections(path).has_value());
        saved->save(QStringLiteral("third"));
        QVERIFY(told.lastText().contains(QStringLiteral("does not hold selections")));
        QVERIFY(!readSelections(path).has_value());  // it is left as it is
        QFile::remove(path);
        QVERIFY(readSelections(path)->empty());
    }

    void theChosenOutliveOtherPoints()
    {
        m_plot->setChosen({5, 8});
        const auto rows = m_page->map()->rows;
        const auto before = m_page->map();
        for (auto* box : m_page->findChildren<QCheckBox*>())
            if (box->text().startsWith(QStringLiteral("Untrained")))
                box->click();
        QTRY_VERIFY(m_page->map() != before);
        Chosen again;
        for (const auto point : m_plot->chosen())
            again.push_back(m_page->map()->rows[point]);
        QCOMPARE(again, (Chosen{rows[5], rows[8]}));
        QVERIFY(m_bar->isVisible());
    }

private:
    [[nodiscard]] QToolButton* button(const QString& words) const
    {
        for (auto* one : m_page->findChildren<QToolButton*>())
            if (one->accessibleName().contains(words))
                return one;
        return nullptr;
    }

    [[nodiscard]] QPushButton* barButton(const QString& words) const
    {
        for (auto* one : m_bar->findChildren<QPushButton*>())
            if (one->text().startsWith(words))
                return one;
        return nullptr;
    }

    [[nodiscard]] static QStringList linesOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly)
                   ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
                   : QStringList();
    }

    void drag(QPointF from, QPointF to) const
    {
        const auto send = [this](QEvent::Type type, QPointF at, Qt::MouseButton which, Qt::MouseButtons held) {
            QMouseEvent event(type, at, m_plot->mapToGlobal(at), which, held, {});
            QApplication::sendEvent(m_plot, &event);
        };
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        send(QEvent::MouseMove, (from + to) / 2, Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<MapPage> m_page;
    MapPlot* m_plot = nullptr;
    MapChoice* m_bar = nullptr;
};

QTEST_MAIN(TestMapSelection)
#include "tst_map_selection.moc"

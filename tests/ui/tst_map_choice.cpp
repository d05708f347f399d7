// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_plot.h"
#include "ui/plots/map_plot.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <numeric>
#include <vector>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Chosen = std::vector<std::size_t>;
using Places = std::vector<QPointF>;

/// Twelve points on a lattice of four columns and three rows, 0 at the lower left; even columns are red, odd ones blue.
MapPlot::Points lattice()
{
    MapPlot::Points points;
    for (std::size_t i = 0; i < 12; ++i) {
        points.x.push_back(static_cast<float>(i % 4));
        points.y.push_back(static_cast<float>(i / 4));
        points.weight.push_back(10);
        points.group.push_back(static_cast<std::uint8_t>(i % 2));
        points.names << QStringLiteral("Film %1").arg(i);
    }
    return points;
}

void send(QWidget& plot, QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons held,
          Qt::KeyboardModifiers modifiers)
{
    QMouseEvent event(type, at, plot.mapToGlobal(at), button, held, modifiers);
    QApplication::sendEvent(&plot, &event);
}

void press(MapPlot& map, QPointF at, Qt::KeyboardModifiers modifiers = {})
{
    send(map, QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton, modifiers);
}

void move(MapPlot& map, QPointF at, Qt::KeyboardModifiers modifiers = {})
{
    send(map, QEvent::MouseMove, at, Qt::NoButton, Qt::LeftButton, modifiers);
}

void release(MapPlot& map, QPointF at, Qt::KeyboardModifiers modifiers = {})
{
    send(map, QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton, modifiers);
}

/// Draws along places, with the button held.
void drag(MapPlot& map, const Places& way, Qt::KeyboardModifiers modifiers = {})
{
    press(map, way.front(), modifiers);
    for (std::size_t i = 1; i < way.size(); ++i)
        move(map, way[i], modifiers);
    release(map, way.back(), modifiers);
}

bool isGrey(const QColor& colour)
{
    return colour.saturation() < 60;
}

QColor colourAt(MapPlot& map, std::size_t point)
{
    return map.grab().toImage().pixelColor(map.positionOf(point).toPoint());
}

}  // namespace

class TestMapChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_map = std::make_unique<MapPlot>();
        m_map->setPoints(lattice());
        m_map->setStyles({{QColor(200, 0, 0), {}, MarkShape::Disc}, {QColor(0, 0, 200), {}, MarkShape::Square}});
        m_map->setLabelsShown(false);
        showPlot(*m_map, {720, 600});
    }
    void cleanup()
    {
        m_map.reset();
        QApplication::setPalette(Theme::light().palette());
    }

    void keysTakeTheTools()
    {
        QSignalSpy changed(m_map.get(), &MapPlot::toolChanged);
        QCOMPARE(m_map->tool(), MapPlot::Tool::Pan);
        QTest::keyClick(m_map.get(), Qt::Key_B);
        QCOMPARE(m_map->tool(), MapPlot::Tool::Box);
        QTest::keyClick(m_map.get(), Qt::Key_L);
        QCOMPARE(m_map->tool(), MapPlot::Tool::Lasso);
        QTest::keyClick(m_map.get(), Qt::Key_V);
        QCOMPARE(m_map->tool(), MapPlot::Tool::Pan);
        QCOMPARE(changed.count(), 3);
    }

    void aBoxChoosesWhatIsInItFromAnyCorner()
    {
        QSignalSpy changed(m_map.get(), &MapPlot::chosenChanged);
        m_map->setTool(MapPlot::Tool::Box);
        const QPointF lower = at(0) + QPointF(-9, 9), upper = at(5) + QPointF(9, -9);
        drag(*m_map, {lower, at(1), upper});
        QCOMPARE(m_map->chosen(), (Chosen{0, 1, 4, 5}));
        QCOMPARE(changed.count(), 1);
        drag(*m_map, {upper, lower});
        QCOMPARE(m_map->chosen(), (Chosen{0, 1, 4, 5}));
        QCOMPARE(changed.count(), 1);
    }

    void aLassoMayBeConcave()
    {
        m_map->setTool(MapPlot::Tool::Lasso);
        // Round columns 0 and 2 and the lowest row between them, past 5 and 9.
        drag(*m_map,
             {at(0) + QPointF(-9, 9), at(2) + QPointF(9, 9), at(10) + QPointF(9, -9), at(10) + QPointF(-9, -9),
              at(2) + QPointF(-9, -9), at(0) + QPointF(9, -9), at(8) + QPointF(9, -9), at(8) + QPointF(-9, -9)});
        QCOMPARE(m_map->chosen(), (Chosen{0, 1, 2, 4, 6, 8, 10}));
    }

    void shiftAddsAndAltTakesAway()
    {
        m_map->setTool(MapPlot::Tool::Box);
        drag(*m_map, around(0, 4));
        drag(*m_map, around(1, 5), Qt::ShiftModifier);
        QCOMPARE(m_map->chosen(), (Chosen{0, 1, 4, 5}));
        drag(*m_map, around(4, 5), Qt::AltModifier);
        QCOMPARE(m_map->chosen(), (Chosen{0, 1}));
        drag(*m_map, around(3, 3));
        QCOMPARE(m_map->chosen(), Chosen{3});
    }

    void clicksAddAndTakeAwayToo()
    {
        QSignalSpy selected(m_map.get(), &MapPlot::selectionRequested);
        const auto click = [this](std::size_t point, Qt::KeyboardModifiers modifiers) {
            QTest::mouseClick(m_map.get(), Qt::LeftButton, modifiers, at(point).toPoint());
        };
        click(3, Qt::ShiftModifier);
        click(7, Qt::ShiftModifier);
        QCOMPARE(m_map->chosen(), (Chosen{3, 7}));
        click(3, Qt::AltModifier);
        QCOMPARE(m_map->chosen(), Chosen{7});
        QCOMPARE(selected.count(), 0);
        click(2, {});  // looks at one among them
        QCOMPARE(selected.count(), 1);
        QCOMPARE(m_map->chosen(), Chosen{7});
        const QPoint ground = ((at(0) + at(5)) / 2).toPoint();
        QTest::mouseClick(m_map.get(), Qt::LeftButton, Qt::ShiftModifier, ground);
        QCOMPARE(m_map->chosen(), Chosen{7});
        QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, ground);
        QVERIFY(m_map->chosen().empty());
    }

    void drawingNeitherPansNorSelects()
    {
        QSignalSpy selected(m_map.get(), &MapPlot::selectionRequested);
        m_map->setTool(MapPlot::Tool::Lasso);
        const QPointF before = at(0);
        press(*m_map, at(0) + QPointF(-20, 20));
        move(*m_map, at(1) + QPointF(20, 20));
        turnWheel(*m_map, at(1), 120);
        move(*m_map, at(5) + QPointF(20, -20));
        release(*m_map, at(4) + QPointF(-20, -20));
        QCOMPARE(at(0), before);
        QCOMPARE(selected.count(), 0);
        QCOMPARE(m_map->chosen(), (Chosen{0, 1, 4, 5}));
    }

    void theOutlineAndTheCountAreSeenWhileDrawing()
    {
        m_map->setTool(MapPlot::Tool::Box);
        const QImage before = m_map->grab().toImage();
        press(*m_map, at(0) + QPointF(-20, 20));
        move(*m_map, at(5) + QPointF(20, -20));
        QTest::qWait(80);
        const QImage drawn = m_map->grab().toImage();
        const QPoint ground = ((at(0) + at(5)) / 2).toPoint();
        const QColor panel = theme().panel, accent = theme().accent, fill = drawn.pixelColor(ground);
        QCOMPARE(before.pixelColor(ground), panel);
        const auto mixed = [](int from, int to) { return from + qRound((to - from) * 0.07); };
        QVERIFY(std::abs(fill.red() - mixed(panel.red(), accent.red())) <= 2);
        QVERIFY(std::abs(fill.blue() - mixed(panel.blue(), accent.blue())) <= 2);
        const QRect beside(at(5).toPoint() + QPoint(32, -40), QSize(24, 20));
        QVERIFY(drawn.copy(beside) != before.copy(beside));
        QVERIFY(m_map->chosen().empty());  // not before it is let go
        QTest::keyClick(m_map.get(), Qt::Key_Escape);
        QTest::qWait(80);
        QVERIFY(m_map->grab().toImage() == before);
        release(*m_map, at(5) + QPointF(20, -20));
        QVERIFY(m_map->chosen().empty());
    }

    void onlyTheChosenKeepTheirColour()
    {
        for (const auto& shown : {Theme::light(), Theme::darkTheme()}) {
            QApplication::setPalette(shown.palette());
            m_map->setChosen({});
            QVERIFY(!isGrey(colourAt(*m_map, 2)));
            m_map->setChosen({0, 1});
            QVERIFY(!isGrey(colourAt(*m_map, 0)));
            QVERIFY(!isGrey(colourAt(*m_map, 1)));
            QCOMPARE(colourAt(*m_map, 2), theme().context);
            QCOMPARE(colourAt(*m_map, 11), theme().context);
        }
        QSignalSpy hovered(m_map.get(), &MapPlot::hovered);
        sendMouse(*m_map, QEvent::MouseMove, at(11));
        QTRY_COMPARE(m_map->hoveredPoint(), std::optional<std::size_t>(11));
    }

    void hiddenGroupsAreNotChosen()
    {
        m_map->setGroupHidden(1, true);
        m_map->setTool(MapPlot::Tool::Box);
        drag(*m_map, around(0, 7));
        QCOMPARE(m_map->chosen(), (Chosen{0, 2, 4, 6}));
        m_map->setGroupHidden(1, false);
        QCOMPARE(m_map->chosen(), (Chosen{0, 2, 4, 6}));
        QSignalSpy changed(m_map.get(), &MapPlot::chosenChanged);
        m_map->setGroupHidden(0, true);
        QVERIFY(m_map->chosen().empty());
        m_map->setGroupHidden(0, false);
        QCOMPARE(m_map->chosen(), (Chosen{0, 2, 4, 6}));
        QCOMPARE(changed.count(), 2);
    }

    void invertTakesTheOtherVisibleOnes()
    {
        m_map->setGroupHidden(1, true);
        m_map->setChosen({0, 2});
        m_map->invertChosen();
        QCOMPARE(m_map->chosen(), (Chosen{4, 6, 8, 10}));
        m_map->invertChosen();
        QCOMPARE(m_map->chosen(), (Chosen{0, 2}));
    }

    void theChosenStayChosenWhereverTheyGo()
    {
        m_map->setChosen({0, 1, 99});
        QCOMPARE(m_map->chosen(), (Chosen{0, 1}));
        std::vector<float> x(12), y(12, 3);
        std::iota(x.rbegin(), x.rend(), 0.0F);
        m_map->setPositions(x, y);
        QCOMPARE(m_map->chosen(), (Chosen{0, 1}));
        m_map->setPoints(lattice());
        QVERIFY(m_map->chosen().empty());
    }

    void escapeGivesUpOneStepAtATime()
    {
        connect(m_map.get(), &MapPlot::selectionRequested, m_map.get(),
                [this](std::optional<std::size_t> point) { m_map->setSelected(point); });
        m_map->setTool(MapPlot::Tool::Lasso);
        m_map->setChosen({1, 2});
        m_map->setSelected(5);
        m_map->setHits({3}, true);
        QTest::keyClick(m_map.get(), Qt::Key_Escape);  // the search is the page's
        QCOMPARE(m_map->selected(), std::optional<std::size_t>(5));
        m_map->setHits({});
        QTest::keyClick(m_map.get(), Qt::Key_Escape);
        QVERIFY(!m_map->selected());
        QCOMPARE(m_map->chosen(), (Chosen{1, 2}));
        QTest::keyClick(m_map.get(), Qt::Key_Escape);
        QVERIFY(m_map->chosen().empty());
        QCOMPARE(m_map->tool(), MapPlot::Tool::Lasso);
        QTest::keyClick(m_map.get(), Qt::Key_Escape);
        QCOMPARE(m_map->tool(), MapPlot::Tool::Pan);
        QVERIFY(!m_map->stepBack());
    }

    void theOutlineStaysUntilThePointsMove()
    {
        m_map->setTool(MapPlot::Tool::Box);
        drag(*m_map, around(0, 5));
        QTest::qWait(80);
        const QPoint ground = ((at(0) + at(5)) / 2).toPoint();
        QVERIFY(m_map->grab().toImage().pixelColor(ground) != theme().panel);
        m_map->setPositions(lattice().x, lattice().y);
        QTest::qWait(80);
        QCOMPARE(m_map->grab().toImage().pixelColor(ground), theme().panel);
        QCOMPARE(m_map->chosen(), (Chosen{0, 1, 4, 5}));
    }

private:
    [[nodiscard]] QPointF at(std::size_t point) const { return m_map->positionOf(point); }
    /// A box about two points that are opposite corners.
    [[nodiscard]] Places around(std::size_t lowerLeft, std::size_t upperRight) const
    {
        return {at(lowerLeft) + QPointF(-9, 9), at(upperRight) + QPointF(9, -9)};
    }

    std::unique_ptr<MapPlot> m_map;
};

QTEST_MAIN(TestMapChoice)
#include "tst_map_choice.moc"

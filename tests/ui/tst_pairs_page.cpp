// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/neighbours.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_session.h"
#include "ui/models/pairs_model.h"
#include "ui/models/roles.h"
#include "ui/pages/pairs/pairs_page.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QDoubleSpinBox>
#include <QFile>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

class TestPairsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_model = randomModel({.users = 60, .movies = 80, .dimension = 4, .ratingsPerUser = 25, .seed = 3});
        m_session = sessionWith(m_model);
    }

    void init()
    {
        m_page = std::make_unique<PairsPage>(*m_session);
        m_page->resize(1000, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QVERIFY(QTest::qWaitFor([&] { return m_page->pairs() != nullptr; }));
        m_instrument = m_page->findChild<ThresholdInstrument*>();
        m_table = m_page->findChild<TableView*>();
        QVERIFY(m_instrument && m_table);
        setMinimumRatings(0);
    }

    void cleanup()
    {
        m_page.reset();
        m_session->clearSelection();
    }

    void theLiveCountIsThatOfANaiveLookAtEveryPositionOfTheSlider()
    {
        m_instrument->setFocus();
        QTest::keyClick(m_instrument, Qt::Key_Home);
        for (int position = 0; position <= 1000; ++position) {
            const auto threshold = static_cast<float>(position / 1000.0);
            QCOMPARE(m_instrument->threshold(), position / 1000.0);
            QCOMPARE(m_instrument->countAtLeast(), naiveCount(threshold));
            QTest::keyClick(m_instrument, Qt::Key_Right);
        }
    }

    void theTableFollowsWhenTheSliderRests()
    {
        setThreshold(0.9);
        QTRY_COMPARE(std::uint64_t(m_table->proxy().rowCount()), naiveCount(0.9F));
        setThreshold(0.5);
        QTRY_COMPARE(std::uint64_t(m_table->proxy().rowCount()), naiveCount(0.5F));
        const auto first = m_table->proxy().index(0, PairsModel::SimilarityColumn).data(Qt::DisplayRole).toString();
        QCOMPARE(first, QString::number(double(m_page->pairs()->closest()->similarity), 'f', 3));
    }

    void draggingTheHandleMovesTheThreshold()
    {
        setThreshold(0.8);
        const auto from = m_instrument->handlePosition().toPoint();
        const QPoint to(static_cast<int>(m_instrument->pixelOf(0.6)), from.y());
        QTest::mousePress(m_instrument, Qt::LeftButton, {}, from);
        QTest::mouseMove(m_instrument, (from + to) / 2);
        QTest::mouseMove(m_instrument, to);
        QTest::mouseRelease(m_instrument, Qt::LeftButton, {}, to);
        QVERIFY2(std::abs(m_instrument->threshold() - 0.6) < 0.01,
                 qPrintable(QString::number(m_instrument->threshold())));
        QCOMPARE(m_instrument->countAtLeast(), naiveCount(static_cast<float>(m_instrument->threshold())));
    }

    void theFieldAndTheSliderAgree()
    {
        setThreshold(0.725);
        QCOMPARE(m_instrument->threshold(), 0.725);
        QTest::keyClick(m_instrument, Qt::Key_Left);
        QCOMPARE(m_page->findChild<QDoubleSpinBox*>()->value(), 0.724);
    }

    void rarelyRatedFilmsTakeNoPart()
    {
        setMinimumRatings(21);
        std::size_t films = 0;
        for (std::uint32_t row = 1; row < m_model->movies().rows; ++row)
            films += m_model->catalogue().ratingCount({row}) >= 21 && m_model->isTrained({row}) ? 1U : 0U;
        QCOMPARE(m_page->pairs()->films(), films);
        QCOMPARE(m_page->pairs()->pairs(), films * (films - 1) / 2);
    }

    void filteringByTitleLeavesTheCountAlone()
    {
        setThreshold(0.3);
        QTRY_VERIFY(m_table->proxy().rowCount() > 10);
        const auto count = m_instrument->countAtLeast();
        auto* search = m_page->findChild<SearchField*>();
        QTest::keyClicks(search, QStringLiteral("1007"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(std::uint64_t(m_table->proxy().rowCount()) < count);
        for (int row = 0; row < m_table->proxy().rowCount(); ++row) {
            const auto searched = m_table->proxy().index(row, 0).data(SearchRole).toString();
            QVERIFY2(searched.contains(QStringLiteral("film 7 ")), qPrintable(searched));
        }
        QCOMPARE(m_instrument->countAtLeast(), count);
        search->setSearch({});
    }

    void choosingARowSelectsThePair()
    {
        setThreshold(0.5);
        QTRY_VERIFY(m_table->proxy().rowCount() > 2);
        const auto cell = m_table->visualRect(m_table->proxy().index(1, 0)).center();
        QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, cell);
        QCOMPARE(m_session->selection().kind, Selection::Kind::Pair);
        const auto pair = m_page->pairs()->pairsAtLeast(0.5F, 2)[1];
        QCOMPARE(m_session->movieRow(m_session->selection().film)->value, pair.a.value);
        QCOMPARE(m_session->movieRow(m_session->selection().otherFilm)->value, pair.b.value);
    }

    void theCsvHoldsThePairsAsShown()
    {
        setThreshold(0.8);
        QTRY_COMPARE(std::uint64_t(m_table->proxy().rowCount()), naiveCount(0.8F));
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("pairs.csv"));
        m_table->writeCsv(*m_session, path);
        QTRY_VERIFY(QFile::exists(path) && !m_session->exportJob().isRunning());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly | QIODevice::Text));
        auto lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        lines.removeIf([](const QString& line) { return line.startsWith(QLatin1Char('#')); });
        QCOMPARE(std::uint64_t(lines.size()), naiveCount(0.8F) + 1);
        QCOMPARE(lines.front(), QStringLiteral("film_id_a,title_a,film_id_b,title_b,similarity,rated_both,ratings_a,"
                                               "ratings_b,genres_in_common"));
        const auto& catalogue = m_model->catalogue();
        const auto pair = m_page->pairs()->pairsAtLeast(0.8F, 1)[0];
        const auto cells = lines[1].split(QLatin1Char(','));
        QCOMPARE(cells[0].toStdString(), catalogue.movie(pair.a).ids.front());
        QCOMPARE(cells[2].toStdString(), catalogue.movie(pair.b).ids.front());
    }

    void theHeaderSaysThatTheClosestComeFirst()
    {
        const auto* header = m_table->horizontalHeader();
        QCOMPARE(header->sortIndicatorSection(), int(PairsModel::SimilarityColumn));
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    }

    void nothingIsComputedAgainForTheSameModel()
    {
        const auto before = m_page->pairs();
        m_page->hide();
        m_page->show();
        setThreshold(0.4);
        QCOMPARE(m_page->pairs(), before);
    }

private:
    void setThreshold(double threshold)
    {
        auto* field = m_page->findChild<QDoubleSpinBox*>();
        field->setValue(threshold);
    }

    void setMinimumRatings(int ratings)
    {
        auto* field = m_page->findChild<QSpinBox*>();
        if (field->value() == ratings)
            return;
        const auto before = m_page->pairs();
        field->setValue(ratings);
        QVERIFY(QTest::qWaitFor([&] { return m_page->pairs() != before; }));
    }

    [[nodiscard]] std::uint64_t naiveCount(float threshold) const
    {
        std::uint64_t count = 0;
        for (std::uint32_t a = 1; a < m_model->movies().rows; ++a) {
            for (std::uint32_t b = a + 1; b < m_model->movies().rows; ++b) {
                if (m_model->isTrained({a}) && m_model->isTrained({b}))
                    count += similarity(*m_model, {a}, {b}, Metric::Cosine) >= threshold ? 1U : 0U;
            }
        }
        return count;
    }

    std::shared_ptr<const Model> m_model;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PairsPage> m_page;
    ThresholdInstrument* m_instrument = nullptr;
    TableView* m_table = nullptr;
};

QTEST_MAIN(TestPairsPage)
#include "tst_pairs_page.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/pages/train/train_page.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/loss_chart.h"
#include "ui/widgets/option_field.h"
#include "ui/widgets/options_form.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTest>

#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

class TestTrainPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_session =
            sessionWith(randomModel({.users = 80, .movies = 60, .dimension = 4, .ratingsPerUser = 20, .seed = 9}));
        m_page = std::make_unique<TrainPage>(*m_session);
        m_page->resize(1100, 860);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_form = m_page->findChild<OptionsForm*>();
        QVERIFY(m_form);
    }

    void cleanup()
    {
        m_page.reset();
        m_session.reset();
    }

    void thePresetFillsTheForm()
    {
        auto* presets = named<QComboBox>(*m_page, QStringLiteral("Preset"));
        QCOMPARE(presets->itemText(0), QStringLiteral("Preset: Balanced"));
        const int tutorial = presets->findText(QStringLiteral("Preset: TensorFlow tutorial"));
        presets->setCurrentIndex(tutorial);
        Q_EMIT presets->activated(tutorial);
        QCOMPARE(m_session->options().dimension, 64);
        QCOMPARE(field("dimension")->text(), QStringLiteral("64"));
        QCOMPARE(field("epochs")->text(), QStringLiteral("3"));
        presets->setCurrentIndex(0);
        Q_EMIT presets->activated(0);
        QCOMPARE(field("dimension")->text(), QStringLiteral("128"));
    }

    void whatIsWrongStandsInWordsAndStartWaits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("typed");
        QTest::newRow("no number") << QStringLiteral("learning_rate") << QStringLiteral("fast");
        QTest::newRow("out of range") << QStringLiteral("dimension") << QStringLiteral("2000");
        QTest::newRow("zero") << QStringLiteral("epochs") << QStringLiteral("0");
        QTest::newRow("too much averaging") << QStringLiteral("averaging") << QStringLiteral("1");
    }

    void whatIsWrongStandsInWordsAndStartWaits()
    {
        QFETCH(QString, name);
        QFETCH(QString, typed);
        auto* number = field(name.toLatin1().constData());
        const auto before = m_session->options();
        type(number, typed);
        QVERIFY(!m_form->isValid());
        QVERIFY2(m_form->problem().contains(name), qPrintable(m_form->problem()));
        QVERIFY(says(*m_form, m_form->problem()));
        QVERIFY(!button(QStringLiteral("Start"))->isEnabled());
        QVERIFY(!m_session->options().validate());
        type(number, QString::fromStdString(optionValue(before, name.toStdString())));
        QVERIFY(m_form->isValid());
        QVERIFY(button(QStringLiteral("Start"))->isEnabled());
    }

    void startPauseResumeAndStop()
    {
        type(field("dimension"), QStringLiteral("4"));
        type(field("batch_size"), QStringLiteral("32"));
        type(field("epochs"), QStringLiteral("1000000"));
        type(field("patience"), QStringLiteral("1000000"));
        QTest::mouseClick(button(QStringLiteral("Start")), Qt::LeftButton);
        QVERIFY(m_session->training().isActive());
        auto* accuracy = m_page->findChild<AccuracyChart*>();
        QTRY_VERIFY(!m_session->trainingLog().epochs.empty());
        QVERIFY(!m_page->findChild<LossChart*>()->points().empty());
        QVERIFY(!accuracy->summary().isEmpty());
        QVERIFY(!button(QStringLiteral("Start"))->isVisible());
        QTest::mouseClick(button(QStringLiteral("Pause")), Qt::LeftButton);
        QVERIFY(m_session->training().state() == TrainingJob::State::Paused);
        QTest::mouseClick(button(QStringLiteral("Resume")), Qt::LeftButton);
        QVERIFY(m_session->training().state() == TrainingJob::State::Running);
        QTest::mouseClick(button(QStringLiteral("Stop, keep best")), Qt::LeftButton);
        QTRY_VERIFY(!m_session->training().isActive());
        QVERIFY(button(QStringLiteral("Start"))->isVisible());
        QVERIFY(button(QStringLiteral("Continue"))->isVisible());
        const auto epochs = m_session->trainingLog().epochs.size();
        QTest::mouseClick(button(QStringLiteral("Continue")), Qt::LeftButton);
        QTRY_VERIFY(m_session->trainingLog().epochs.size() > epochs);
        QTest::mouseClick(button(QStringLiteral("Stop, keep best")), Qt::LeftButton);
        QTRY_VERIFY(!m_session->training().isActive());
    }

    void aShortRunIsNotSmoothedUnlessTheUserWants()
    {
        auto* smoothing = named<QSlider>(*m_page, QStringLiteral("Smoothing"));
        const auto* loss = m_page->findChild<LossChart*>();
        const auto train = [&] {
            QTest::mouseClick(button(QStringLiteral("Start")), Qt::LeftButton);
            QTRY_VERIFY(!m_session->training().isActive());
        };
        m_session->setPreset(QStringLiteral("tutorial"));
        QCOMPARE(loss->smoothing(), 0.9);
        train();
        QVERIFY(!loss->points().empty() && loss->points().size() <= 100);
        QCOMPARE(loss->smoothing(), 0.0);
        smoothing->setValue(60);
        train();
        QCOMPARE(loss->smoothing(), 0.6);
    }

    void arrowsStepNumbers()
    {
        auto* dimension = field("dimension");
        dimension->setFocus();
        QTest::keyClick(dimension, Qt::Key_Up);
        QCOMPARE(m_session->options().dimension, 256);
        QTest::keyClick(dimension, Qt::Key_Down);
        QCOMPARE(m_session->options().dimension, 128);
        auto* rate = field("learning_rate");
        QTest::keyClick(rate, Qt::Key_Down);
        QCOMPARE(m_session->options().learningRate, 0.09F);
        QTest::keyClick(rate, Qt::Key_Up);
        QTest::keyClick(rate, Qt::Key_Up);
        QCOMPARE(m_session->options().learningRate, 0.2F);
    }

private:
    OptionField* field(const char* name) const { return m_form->findChild<OptionField*>(QString::fromLatin1(name)); }

    static void type(OptionField* number, const QString& text)
    {
        number->setFocus();
        number->selectAll();
        QTest::keyClicks(number->findChild<QLineEdit*>(), text);
    }

    QAbstractButton* button(const QString& words) const { return buttonWith(*m_page, words); }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<TrainPage> m_page;
    OptionsForm* m_form = nullptr;
};

QTEST_MAIN(TestTrainPage)
#include "tst_train_page.moc"

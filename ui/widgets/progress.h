// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QToolButton;

namespace projectionist {

class ElidedLabel;
class Job;
class Label;

/// A bar of 4 or 6 px: accent on the track. A share below 0 is not known: a piece that wanders.
class ProgressLine : public QWidget {
    Q_OBJECT

public:
    explicit ProgressLine(QWidget* parent = nullptr);
    void setShare(double share);
    [[nodiscard]] double share() const { return m_share; }
    void setThickness(int pixels);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void animate();

    double m_share = -1;
    int m_thickness = 6;
    int m_timer = 0;
    int m_phase = 0;
};

/// Over a part of a page while one of its jobs runs: stage, bar and Cancel in a small card at its centre. Nothing
/// before 150 ms; the last good picture stays visible around it.
class BusyOverlay : public QWidget {
    Q_OBJECT

public:
    /// Covers `over` (a child of it, following its size) whenever `job` runs.
    BusyOverlay(QWidget* over, Job* job);
    void setJob(Job* job);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();
    void place();

    QPointer<Job> m_job;
    QTimer m_delay;
    QWidget* m_card;
    Label* m_title;
    ElidedLabel* m_detail;
    ProgressLine* m_line;
};

}  // namespace projectionist

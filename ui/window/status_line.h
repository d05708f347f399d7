// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QStatusBar>
#include <QTimer>

#include <vector>

class QHBoxLayout;
class QToolButton;

namespace projectionist {

class ElidedLabel;
class Job;
class Label;
class ProgressLine;
class Session;

/// The window's last line: what is open at the left; at the right what the page says or, while something runs for more
/// than 150 ms, what that is, how far, how long yet, and ✕.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(Session& session, QWidget* parent = nullptr);
    void setPageText(const QString& text);
    /// For tests: what stands at the right now.
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] QToolButton* cancelButton() const { return m_cancel; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void watch(Job* job);
    void follow();
    void followData();
    void showTraining();
    void showJob(const Job& job);
    [[nodiscard]] Job* longestRunning() const;
    [[nodiscard]] QString timeLeft(double seconds);

    Session& m_session;
    ElidedLabel* m_name;
    std::vector<QWidget*> m_dataParts;
    Label* m_users;
    Label* m_films;
    Label* m_ratings;
    Label* m_what;  // semibold
    Label* m_detail;
    ProgressLine* m_line;
    QToolButton* m_cancel;
    Label* m_page;
    QTimer m_delay;
    QElapsedTimer m_trainingSince;
    QString m_pageText;
    qint64 m_shownSeconds = -1;
};

}  // namespace projectionist

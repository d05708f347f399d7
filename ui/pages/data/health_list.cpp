// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/health_list.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

constexpr int rowHeight = 27;

QString words(const char* source)
{
    return QCoreApplication::translate("HealthList", source);
}

/// "1 film has …" or "7 films have …".
QString counted(std::size_t count, const char* one, const char* many)
{
    return count == 1 ? words(one) : words(many).arg(formatCount(count));
}

class Sign : public QWidget {
public:
    explicit Sign(HealthCheck::State state)
        : m_state(state)
    {
        setFixedSize(16, 16);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        switch (m_state) {
        case HealthCheck::State::Passed:
            paintIcon(painter, rect(), QStringLiteral("ok"), theme().good);
            break;
        case HealthCheck::State::Notice:
            paintIcon(painter, rect(), QStringLiteral("info"), theme().muted);
            break;
        case HealthCheck::State::Warning:
            paintIcon(painter, rect(), QStringLiteral("warn"), theme().warn);
            break;
        }
    }

private:
    HealthCheck::State m_state;
};

}  // namespace

std::vector<HealthCheck> healthChecks(const Dataset& dataset, const DatasetFigures& figures)
{
    using State = HealthCheck::State;
    std::vector<HealthCheck> checks;
    const auto skipped = dataset.report().skippedRows();
    const bool isRead = dataset.isSimulated() || !dataset.report().files.empty();
    if (!isRead)
        checks.push_back({State::Notice, words("%1 ratings from a model file, which has no load report").arg(formatCount(figures.ratings))});
    else if (skipped == 0)
        checks.push_back({State::Passed, dataset.isSimulated() ? words("%1 ratings, all simulated").arg(formatCount(figures.ratings))
                                                               : words("All %1 lines read").arg(formatCount(figures.ratings))});
    else
        checks.push_back({State::Warning, counted(skipped, "1 line was skipped", "%1 lines were skipped"), HealthSubject::LoadReport});
    const auto& problems = dataset.report().problems;
    if (std::ranges::find(problems, endsWithinALine, &LoadProblem::what) != problems.end())
        checks.push_back({State::Warning, words("The file ends within a line: is it whole?"), HealthSubject::LoadReport});
    if (!figures.sharedTitles.empty())
        checks.push_back({State::Warning, counted(figures.sharedTitles.size(), "1 title names two films", "%1 titles name two films each"),
                          HealthSubject::SharedTitles});
    if (figures.moviesRatedOnce > 0)
        checks.push_back({State::Notice, counted(figures.moviesRatedOnce, "1 film was rated once", "%1 films were rated once"),
                          HealthSubject::RatedOnce});
    if (figures.moviesNeverRated > 0)
        checks.push_back({State::Notice, counted(figures.moviesNeverRated, "1 film was never rated", "%1 films were never rated"),
                          HealthSubject::NeverRated});
    if (figures.moviesWithoutYear > 0 && dataset.hasTitles())
        checks.push_back({State::Notice, counted(figures.moviesWithoutYear, "1 film has no year", "%1 films have no year"),
                          HealthSubject::WithoutYear});
    std::uint64_t doubles = 0;
    for (const auto& problem : problems)
        doubles += problem.what.find("twice") != std::string::npos ? problem.count : 0;
    if (isRead && doubles == 0)
        checks.push_back({State::Passed, words("Nobody rated a film twice")});
    else if (isRead)
        checks.push_back({State::Notice, counted(doubles, "1 film was rated twice; the latest counts", "%1 ratings came twice; the latest count"),
                          HealthSubject::LoadReport});
    if (!dataset.hasTitles())
        checks.push_back({State::Warning, words("No titles: add the film file to see names")});
    else if (figures.moviesWithoutTitle == 0)
        checks.push_back({State::Passed, words("Every rated film is in the film list")});
    else
        checks.push_back({State::Notice, counted(figures.moviesWithoutTitle, "1 rated film is not in the film list", "%1 rated films are not in the film list"),
                          HealthSubject::WithoutTitle});
    if (!dataset.hasTimes())
        checks.push_back({State::Notice, words("The ratings carry no times")});
    return checks;
}

HealthList::HealthList(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(Theme::panelInside + 2, 0, Theme::panelInside, 4);
    m_layout->setSpacing(0);
}

void HealthList::setChecks(const std::vector<HealthCheck>& checks)
{
    while (auto* item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& check : checks) {
        auto* row = new QWidget;
        row->setFixedHeight(rowHeight);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(10);
        line->addWidget(new Sign(check.state));
        line->addWidget(new ElidedLabel(check.text), 1);
        if (check.subject != HealthSubject::None) {
            auto* show = linkButton(tr("Show"));
            show->setToolTip(tr("Shows them in the table"));
            show->setAccessibleName(tr("Show: %1").arg(check.text));
            connect(show, &QToolButton::clicked, this, [this, subject = check.subject] { Q_EMIT showRequested(subject); });
            line->addWidget(show);
        }
        m_layout->addWidget(row);
    }
    m_layout->addStretch();
}

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/model_summary.h"

#include "ui/models/format.h"
#include "ui/models/preset_text.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/style.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyleOption>
#include <QVBoxLayout>

namespace projectionist {

namespace {

/// "recall@20 0.374" or, without held-out rows, "top-10 8.8 % of trained likes". After a refit the figure is the
/// search's.
QString figureOf(const RunCard& card)
{
    if (!card.results)
        return {};
    if (card.results->metrics) {
        const QString value = formatDecimal(card.results->metrics->recallAt20, 3);
        return card.state == RunCard::State::Refit ? ModelSummary::tr("search recall@20 %1").arg(value)
                                                   : ModelSummary::tr("recall@20 %1").arg(value);
    }
    if (card.results->training)
        return ModelSummary::tr("top-10 %1 of trained likes")
            .arg(formatPercent(card.results->training->accuracy(2), 1));
    return {};
}

QString epochOf(const Session& session)
{
    const RunCard& card = session.model()->card();
    const QString shown = formatCount(card.shownEpoch);
    if (session.modelIsLive())
        return ModelSummary::tr("live, epoch %1").arg(shown);
    switch (card.state) {
    case RunCard::State::Untrained:
        return ModelSummary::tr("not trained");
    case RunCard::State::Search:
        return ModelSummary::tr("best epoch, %1").arg(shown);
    case RunCard::State::Refit:
        return ModelSummary::tr("refit, %1")
            .arg(counted(card.shownEpoch, ModelSummary::tr("%1 epoch"), ModelSummary::tr("%1 epochs")));
    case RunCard::State::WithoutHoldout:
        return ModelSummary::tr("epoch %1").arg(shown);
    }
    return {};
}

/// The series colour of the run in use: blue. A button, so that the keyboard reaches the run's card.
class Swatch : public QToolButton {
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        QStyleOption option;
        option.initFrom(this);
        const bool focus = hasFocus() && option.state.testFlag(QStyle::State_KeyboardFocusChange);
        if (width() > 20) {
            const QColor line = focus ? t.accent : underMouse() ? t.control : t.strong;
            paintFrame(painter, rect(), Theme::controlRadius, line, underMouse() ? t.hover : t.panel, focus ? 2 : 1);
        }
        const QRectF square(std::round((width() - 10) / 2.0), std::round((height() - 10) / 2.0), 10, 10);
        paintFrame(painter, square, 2, Qt::transparent, isEnabled() ? t.accent : t.off, 0);
    }
};

}  // namespace

ModelSummary::ModelSummary(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_caption(new Label(tr("Model in use"), Type::Small, Tone::Muted))
    , m_swatch(new Swatch)
    , m_name(new ElidedLabel({}, Type::Strong))
    , m_figure(new ElidedLabel({}, Type::Small, Tone::Muted))
    , m_epoch(new ElidedLabel({}, Type::Small, Tone::Muted))
    , m_save(iconButton(QStringLiteral("save"), tr("Save the model (Ctrl+S)")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 11, 12);
    layout->setSpacing(3);
    layout->addWidget(m_caption);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::controlGap);
    line->addWidget(m_swatch);
    line->addWidget(m_name, 1);
    line->addWidget(m_save);
    layout->addLayout(line);
    layout->addWidget(m_figure);
    layout->addWidget(m_epoch);
    m_save->setFixedSize(Theme::smallControlHeight, Theme::smallControlHeight);
    m_swatch->setFocusPolicy(Qt::TabFocus);
    m_swatch->setWhatsThis(tr("The model that all pages show. Click for its card."));
    connect(m_swatch, &QToolButton::clicked, this, &ModelSummary::runCardRequested);
    connect(m_save, &QToolButton::clicked, this, &ModelSummary::saveRequested);
    connect(&session, &Session::modelChanged, this, &ModelSummary::follow);
    connect(&session, &Session::modelSaved, this, &ModelSummary::follow);
    setFolded(false);
}

void ModelSummary::setFolded(bool folded)
{
    m_folded = folded;
    layout()->setContentsMargins(folded ? 6 : 12, 8, folded ? 5 : 11, 12);
    if (folded)
        m_swatch->setFixedSize(Theme::railRow, 28);
    else
        m_swatch->setFixedSize(14, 24);
    follow();
}

void ModelSummary::follow()
{
    const auto& model = m_session.model();
    const bool has = model != nullptr;
    m_caption->setVisible(!m_folded);
    m_name->setVisible(!m_folded);
    m_swatch->setVisible(has || m_folded);
    m_swatch->setEnabled(has);
    m_figure->setVisible(has && !m_folded);
    m_epoch->setVisible(has && !m_folded);
    m_save->setVisible(has && !m_folded && !m_session.modelIsSaved() && !m_session.modelIsLive());
    if (!has) {
        m_name->setText(tr("none yet"));
        m_name->setType(Type::Body);
        m_name->setTone(Tone::Muted);
        m_swatch->setToolTip(tr("No model yet"));
        m_swatch->setAccessibleName(tr("No model yet"));
        return;
    }
    const QString name = m_session.modelName();
    m_name->setText(presetInWords(model->card().preset));
    m_name->setType(Type::Strong);
    m_name->setTone(Tone::Text);
    m_figure->setText(figureOf(model->card()));
    m_figure->setVisible(!m_folded && !m_figure->text().isEmpty());
    m_epoch->setText(epochOf(m_session));
    QStringList lines{name};
    if (!m_figure->text().isEmpty())
        lines.append(m_figure->text());
    lines.append(m_epoch->text());
    if (m_session.modelIsSaved())
        lines.append(QFileInfo(m_session.modelPath()).fileName());
    else if (!m_session.modelIsLive())
        lines.append(tr("not saved"));
    m_swatch->setToolTip(lines.join(QLatin1Char('\n')));
    m_swatch->setAccessibleName(tr("Model in use: %1").arg(lines.join(QStringLiteral(", "))));
}

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

namespace projectionist {

void Session::suggestOptions(double seconds)
{
    if (!m_dataset || isOpening([this, seconds] { suggestOptions(seconds); }))
        return;
    if (m_training->isActive()) {
        tell(Message{Message::Kind::Warning,
                     tr("A model is being trained. Stop it, keep the best epoch, and search for options then."),
                     {{tr("Stop and search"),
                       [this, seconds] { afterTraining([this, seconds] { suggestOptions(seconds); }); }}}});
        return;
    }
    if (const auto wrong = m_options.validate()) {
        tell(Message{Message::Kind::Error, QString::fromStdString(*wrong), {}});
        return;
    }
    m_tuning->start(m_dataset, m_options, {.seconds = seconds});
}

void Session::useSuggestion()
{
    if (const auto& result = m_tuning->result(); result && result->best) {
        const auto options = result->options;
        m_tuning->abandon();
        setOptions(options);
    }
}

bool Session::isSearching(std::function<void()> train)
{
    if (!m_tuning->isActive())
        return false;
    tell(Message{Message::Kind::Warning,
                 tr("A search for options is going on. Wait for it, or end it and train with the options as they are."),
                 {{tr("End it and train"), [this, train = std::move(train)] {
                       m_tuning->abandon();
                       train();
                   }}}});
    return true;
}

}  // namespace projectionist

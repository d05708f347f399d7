// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/help.h"

#include "engine/core/version.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QShortcut>
#include <QVBoxLayout>

#include <utility>
#include <vector>

namespace projectionist {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Help", text);
}

/// An own window with that name; null when it was there already and has been raised.
QDialog* newDialog(QWidget* window, const QString& name, const QString& title)
{
    if (auto* there = window->findChild<QDialog*>(name)) {
        there->raise();
        there->activateWindow();
        return nullptr;
    }
    auto* dialog = new QDialog(window);
    dialog->setObjectName(name);
    dialog->setWindowTitle(title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

QHBoxLayout* closeRow(QDialog* dialog)
{
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* close = primaryButton(say(QT_TRANSLATE_NOOP("Help", "Close")), {}, dialog);
    close->setDefault(true);
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::close);
    row->addWidget(close);
    return row;
}

using Keys = std::vector<std::pair<const char*, const char*>>;

const Keys& windowKeys()
{
    static const Keys keys{
        {"Ctrl+1 … 6", QT_TRANSLATE_NOOP("Help", "Pages")},
        {"Ctrl+O", QT_TRANSLATE_NOOP("Help", "Open files")},
        {"Ctrl+Shift+O", QT_TRANSLATE_NOOP("Help", "Open a folder")},
        {"Ctrl+S, Ctrl+Shift+S", QT_TRANSLATE_NOOP("Help", "Save the model, under another name")},
        {"F5, F6, Shift+F5", QT_TRANSLATE_NOOP("Help", "Train, pause, stop and keep the best")},
        {"Alt+←, Alt+→", QT_TRANSLATE_NOOP("Help", "Back and forward through what was looked at")},
        {"F9, F11", QT_TRANSLATE_NOOP("Help", "Inspector, full screen")},
        {"F1, Shift+F1", QT_TRANSLATE_NOOP("Help", "These keys, What’s This")},
    };
    return keys;
}

const Keys& pageKeys()
{
    static const Keys keys{
        {"Ctrl+F", QT_TRANSLATE_NOOP("Help", "Find on this page")},
        {"Enter", QT_TRANSLATE_NOOP("Help", "Open the selected film or user")},
        {"Ctrl+C, Ctrl+Shift+C", QT_TRANSLATE_NOOP("Help", "Copy rows, with headers")},
        {"Ctrl+E", QT_TRANSLATE_NOOP("Help", "Export the table of this page")},
        {"Esc", QT_TRANSLATE_NOOP("Help", "Clear the search, then the selection, then the tool")},
        {"← →, PgUp PgDn", QT_TRANSLATE_NOOP("Help", "Threshold by 0.001, by 0.01")},
        {"Wheel, Shift+wheel", QT_TRANSLATE_NOOP("Help", "Zoom a chart along x, along y; double click fits")},
        {"+ −, 0, arrows", QT_TRANSLATE_NOOP("Help", "Map: zoom, fit, move")},
        {"V, B, L", QT_TRANSLATE_NOOP("Help", "Map: hand, box, lasso; Shift adds, Alt takes away")},
        {"E", QT_TRANSLATE_NOOP("Help", "Map: colour by error, and back")},
    };
    return keys;
}

}  // namespace

void showKeys(QWidget* window)
{
    auto* dialog = newDialog(window, QStringLiteral("keys"), say(QT_TRANSLATE_NOOP("Help", "Keys")));
    if (dialog == nullptr)
        return;
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(Theme::panelGap);
    const auto section = [&](const QString& title, const Keys& keys) {
        layout->addWidget(new Label(title, Type::Section));
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(24);
        grid->setVerticalSpacing(6);
        grid->setColumnMinimumWidth(0, 170);
        int row = 0;
        for (const auto& [key, what] : keys) {
            grid->addWidget(new Label(QString::fromUtf8(key), Type::Body), row, 0);
            grid->addWidget(new Label(say(what), Type::Body, Tone::Muted), row, 1);
            ++row;
        }
        layout->addLayout(grid);
    };
    section(say(QT_TRANSLATE_NOOP("Help", "The window")), windowKeys());
    section(say(QT_TRANSLATE_NOOP("Help", "On a page")), pageKeys());
    layout->addLayout(closeRow(dialog));
    dialog->show();
}

void showAbout(QWidget* window)
{
    auto* dialog = newDialog(window, QStringLiteral("about"), say(QT_TRANSLATE_NOOP("Help", "About Projectionist")));
    if (dialog == nullptr)
        return;
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    auto* sign = new QLabel;
    sign->setPixmap(QIcon(QStringLiteral(":/projectionist.svg")).pixmap(56, 56));
    head->addWidget(sign);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(new Label(QStringLiteral("Projectionist"), Type::PageTitle));
    names->addWidget(
        new Label(say(QT_TRANSLATE_NOOP("Help", "Version %1, engine built for %2"))
                      .arg(QString::fromUtf8(programVersion().data(), static_cast<qsizetype>(programVersion().size())),
                           QString::fromUtf8(engineVariant().data(), static_cast<qsizetype>(engineVariant().size()))),
                  Type::Small, Tone::Muted));
    head->addLayout(names, 1);
    layout->addLayout(head);
    layout->addSpacing(8);
    const auto paragraph = [&](const QString& text, Tone tone) {
        auto* label = new Label(text, Type::Body, tone);
        label->setWordWrap(true);
        label->setMinimumWidth(380);
        layout->addWidget(label);
    };
    paragraph(say(QT_TRANSLATE_NOOP(
                  "Help", "Explores the embeddings of a recommender: trains a two-tower retrieval model on MovieLens "
                          "ratings and looks around inside it.")),
              Tone::Text);
    paragraph(say(QT_TRANSLATE_NOOP(
                  "Help", "Free software under the GNU General Public License, version 3 or later. It comes without "
                          "any warranty.")),
              Tone::Muted);
    paragraph(say(QT_TRANSLATE_NOOP("Help", "Built on Qt %1, QCustomPlot, Eigen, oneTBB, FFTW and nlohmann-json."))
                  .arg(QString::fromLatin1(qVersion())),
              Tone::Muted);
    layout->addSpacing(8);
    layout->addLayout(closeRow(dialog));
    dialog->show();
}

}  // namespace projectionist

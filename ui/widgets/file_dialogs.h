// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace projectionist {

/// The system's dialogs, without a loop of their own: `chosen` is called when the user chose, and never otherwise. They
/// begin in the folder that was used last, and a name without an ending gets `suffix`.
void saveFile(QWidget* parent, const QString& title, const QString& suggestedName, const QString& filter,
              const QString& suffix, std::function<void(const QString& path)> chosen);
void openFiles(QWidget* parent, const QString& title, const QString& filter,
               std::function<void(const QStringList& paths)> chosen);
void chooseFolder(QWidget* parent, const QString& title, std::function<void(const QString& path)> chosen);

}  // namespace projectionist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/file_dialogs.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace projectionist {

namespace {

const QString folderKey = QStringLiteral("files/folder");

QString lastFolder()
{
    const QString folder = QSettings().value(folderKey).toString();
    return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

void rememberFolder(const QString& path)
{
    const QFileInfo file(path);
    QSettings().setValue(folderKey, file.isDir() ? file.absoluteFilePath() : file.absolutePath());
}

QFileDialog* prepared(QWidget* parent, const QString& title, const QString& filter)
{
    auto* dialog = new QFileDialog(parent == nullptr ? nullptr : parent->window(), title, lastFolder(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

}  // namespace

void saveFile(QWidget* parent, const QString& title, const QString& suggestedName, const QString& filter,
              const QString& suffix, std::function<void(const QString&)> chosen)
{
    auto* dialog = prepared(parent, title, filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(suggestedName);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, [chosen = std::move(chosen)](const QString& path) {
        rememberFolder(path);
        chosen(path);
    });
    dialog->open();
}

void openFiles(QWidget* parent, const QString& title, const QString& filter,
               std::function<void(const QStringList&)> chosen)
{
    auto* dialog = prepared(parent, title, filter);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent,
                     [chosen = std::move(chosen)](const QStringList& paths) {
                         if (paths.isEmpty())
                             return;
                         rememberFolder(paths.first());
                         chosen(paths);
                     });
    dialog->open();
}

void chooseFolder(QWidget* parent, const QString& title, std::function<void(const QString&)> chosen)
{
    auto* dialog = prepared(parent, title, {});
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, [chosen = std::move(chosen)](const QString& path) {
        rememberFolder(path);
        chosen(path);
    });
    dialog->open();
}

}  // namespace projectionist

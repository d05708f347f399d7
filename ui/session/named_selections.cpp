// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/named_selections.h"

#include "engine/core/file.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace projectionist {

namespace {

tl::unexpected<Error> malformed(const QString& path)
{
    return failure(ErrorCode::Malformed,
                   QCoreApplication::translate("NamedSelections",
                                               "this file does not hold selections. Move it away to save new ones.")
                       .toStdString(),
                   path.toStdString());
}

}  // namespace

QString selectionsFileOf(const QString& modelPath)
{
    const QFileInfo file(modelPath);
    return file.path() + QLatin1Char('/') + file.completeBaseName() + QStringLiteral(".selections.json");
}

Result<std::vector<NamedSelection>> readSelections(const QString& path)
{
    std::vector<NamedSelection> selections;
    const auto file = MappedFile::open(path.toStdString());
    if (!file) {
        if (file.error().code == ErrorCode::NotFound)
            return selections;
        return tl::unexpected(file.error());
    }
    const auto document =
        QJsonDocument::fromJson(QByteArray(file->text().data(), static_cast<qsizetype>(file->text().size())));
    if (!document.isObject() || !document[QLatin1String("selections")].isArray())
        return malformed(path);
    const auto list = document[QLatin1String("selections")].toArray();
    for (const auto& one : list) {
        const auto object = one.toObject();
        const QString of = object[QLatin1String("of")].toString();
        NamedSelection selection{object[QLatin1String("name")].toString(), of == QLatin1String("films"), {}};
        if (selection.name.isEmpty() || (!selection.ofFilms && of != QLatin1String("users")))
            return malformed(path);
        const auto ids = object[QLatin1String("ids")].toArray();
        for (const auto& id : ids)
            selection.ids << id.toString();
        selections.push_back(std::move(selection));
    }
    return selections;
}

Result<void> writeSelections(const QString& path, const std::vector<NamedSelection>& selections)
{
    QJsonArray list;
    for (const auto& selection : selections)
        list.append(
            QJsonObject{{QStringLiteral("name"), selection.name},
                        {QStringLiteral("of"), selection.ofFilms ? QStringLiteral("films") : QStringLiteral("users")},
                        {QStringLiteral("ids"), QJsonArray::fromStringList(selection.ids)}});
    auto file = AtomicFile::create(path.toStdString());
    if (!file)
        return tl::unexpected(file.error());
    file->write(QJsonDocument(QJsonObject{{QStringLiteral("selections"), list}}).toJson().toStdString());
    return file->commit();
}

}  // namespace projectionist

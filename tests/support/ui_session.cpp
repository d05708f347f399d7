// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_session.h"

#include "engine/model/model_file.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace projectionist::testing {

namespace {

QTemporaryDir& ownFolder()
{
    static QTemporaryDir folder;
    return folder;
}

}  // namespace

void useOwnSettings()
{
    QCoreApplication::setOrganizationName(QStringLiteral("ProjectionistTests"));
    QCoreApplication::setApplicationName(QStringLiteral("ProjectionistTests"));
    for (const char* kind : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(kind, ownFolder().path().toUtf8());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, ownFolder().path());
}

std::unique_ptr<Session> sessionWith(const std::shared_ptr<const Model>& model)
{
    useOwnSettings();
    const auto path = ownFolder().filePath(QStringLiteral("model.projectionist"));
    const auto saved = saveModel(*model, path.toStdString());
    if (!saved)
        qFatal("the model of the test cannot be saved: %s", describe(saved.error()).c_str());
    auto session = std::make_unique<Session>();
    if (!openIn(*session, {path}))
        qFatal("the model of the test cannot be opened");
    return session;
}

bool openIn(Session& session, const QStringList& paths)
{
    const ToldMessages told(session);
    bool opened = false;
    const auto connection = QObject::connect(&session, &Session::datasetChanged, &session, [&] { opened = true; });
    session.open(paths);
    const bool ended = QTest::qWaitFor([&] { return !session.openJob().isRunning(); }, 60'000);
    QObject::disconnect(connection);
    return ended && opened && told.messages().empty();
}

ToldMessages::ToldMessages(Session& session)
{
    connect(&session, &Session::told, this, [this](const Message& message) { m_messages.push_back(message); });
}

}  // namespace projectionist::testing

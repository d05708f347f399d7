// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/version.h"
#include "ui/main_window.h"
#include "ui/session/session.h"
#include "ui/widgets/style.h"
#include "ui/window/screenshots.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFontDatabase>
#include <QLocale>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>
#include <string_view>

namespace {

using namespace projectionist;

struct Arguments {
    QString screenshots, data;
    QStringList paths;
};

int complain(const QString& sentence, int code)
{
    std::fprintf(stderr, "projectionist: %s\n", qPrintable(sentence));
    return code;
}

Arguments parse(const QStringList& words)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::tr("Explores recommender embeddings: open MovieLens data, train a model, look around."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("PATH"),
                                 QApplication::tr("Data files, a folder of them, or a saved model."),
                                 QStringLiteral("[PATH…]"));
    const QCommandLineOption screenshots(QStringLiteral("screenshots"),
                                         QApplication::tr("Render every page into the folder OUT and end."),
                                         QStringLiteral("OUT"));
    const QCommandLineOption data(QStringLiteral("data"),
                                  QApplication::tr("What the pictures show; the sample data if not given."),
                                  QStringLiteral("PATH"));
    parser.addOptions({screenshots, data});
    parser.process(words);
    return {parser.value(screenshots), parser.value(data), parser.positionalArguments()};
}

int runScreenshots(const Arguments& arguments)
{
    const QFileInfo out(arguments.screenshots);
    if (!out.isDir() && !QDir().mkpath(arguments.screenshots))
        return complain(QApplication::tr("%1 is no folder and cannot be made.").arg(arguments.screenshots), 1);
    // The pictures are of the design's size of type, whatever this machine's settings are, and leave those alone.
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setApplicationName(QStringLiteral("projectionist-screenshots"));
    QFont font = QApplication::font();
    if (QFontDatabase::hasFamily(QStringLiteral("Inter")))
        font.setFamily(QStringLiteral("Inter"));
    font.setPixelSize(13);
    QApplication::setFont(font);
    QApplication::setQuitOnLastWindowClosed(false);

    Screenshots screenshots(arguments.screenshots, arguments.data);
    int code = 0;
    QObject::connect(&screenshots, &Screenshots::finished, &screenshots, [&code](const QString& error) {
        if (!error.isEmpty())
            code = complain(error, 1);
        QTimer::singleShot(0, qApp, [] { QApplication::quit(); });
    });
    QTimer::singleShot(0, &screenshots, [&screenshots] { screenshots.start(); });
    QApplication::exec();
    return code;
}

}  // namespace

int main(int argc, char* argv[])
{
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    // Asked without a display, these answer without one.
    for (int i = 1; i < argc; ++i)
        for (const std::string_view quiet : {"--version", "-v", "--help", "-h", "--screenshots"})
            if (std::string_view(argv[i]).starts_with(quiet) && qEnvironmentVariableIsEmpty("DISPLAY") &&
                qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
                qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("projectionist"));
    QCoreApplication::setApplicationName(QStringLiteral("projectionist"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Projectionist"));
    QGuiApplication::setDesktopFileName(QStringLiteral("projectionist"));
    QCoreApplication::setApplicationVersion(
        QString::fromUtf8(programVersion().data(), static_cast<qsizetype>(programVersion().size())));
    QApplication::setStyle(new Style);
    if (QLocale().language() == QLocale::C)  // which groups no digits
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));

    const Arguments arguments = parse(QApplication::arguments());
    if (!arguments.screenshots.isEmpty())
        return runScreenshots(arguments);

    Session session;
    MainWindow window(session);
    window.restore();
    window.show();
    if (!arguments.paths.isEmpty())
        session.open(arguments.paths);
    return QApplication::exec();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/metric_text.h"

#include <QCoreApplication>

namespace projectionist {

QString metricInWords(const std::string& name)
{
    const auto words = QString::fromStdString(name);
    const auto k = words.section(QLatin1Char('@'), 1);
    if (words == QStringLiteral("mrr"))
        return QStringLiteral("MRR");
    if (words.startsWith(QStringLiteral("ndcg@")))
        return QStringLiteral("NDCG@") + k;
    if (words.startsWith(QStringLiteral("recall@")))
        return QCoreApplication::translate("Metrics", "recall@%1").arg(k);
    if (words.startsWith(QStringLiteral("hit_rate@")))
        return QCoreApplication::translate("Metrics", "hit rate@%1").arg(k);
    if (words.startsWith(QStringLiteral("top_k@")))
        return QCoreApplication::translate("Metrics", "top-%1 accuracy").arg(k);
    return words;
}

}  // namespace projectionist

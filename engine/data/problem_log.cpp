// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/problem_log.h"

#include "engine/core/text.h"

#include <algorithm>
#include <utility>

namespace projectionist {

namespace {

/// The line as it can be shown: cut to a sensible length, in UTF-8.
std::string example(std::string_view text)
{
    if (isUtf8(text)) {
        if (text.size() <= ProblemLog::exampleBytes)
            return std::string(text);
        auto length = ProblemLog::exampleBytes;
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
            --length;
        return std::string(text.substr(0, length)) + "\u2026";
    }
    auto shown = fromLatin1(text.substr(0, ProblemLog::exampleBytes));
    if (text.size() > ProblemLog::exampleBytes)
        shown += "\u2026";
    return shown;
}

}  // namespace

LoadProblem& ProblemLog::kind(std::string_view what, bool skipped)
{
    for (auto& problem : m_problems)
        if (problem.what == what && problem.skipped == skipped)
            return problem;
    auto& problem = m_problems.emplace_back();
    problem.what = what;
    problem.skipped = skipped;
    return problem;
}

void ProblemLog::addLine(LoadProblem& problem, std::uint64_t line, std::string_view text, std::uint64_t count)
{
    problem.count += count;
    if (problem.lines.size() < linesKept && line > 0)
        problem.lines.push_back(line);
    if (problem.examples.size() < examplesKept && !text.empty())
        problem.examples.push_back(example(text));
}

void ProblemLog::skip(RowFault fault, std::uint64_t line, std::string_view text)
{
    if (m_badRows++ == 0) {
        m_firstLine = line;
        m_firstSentence = std::move(fault.sentence);
    }
    if (!fault.decimalComma.empty() && m_decimalCommas++ == 0)
        m_firstDecimalComma = std::move(fault.decimalComma);
    addLine(kind(fault.what, true), line, text, 1);
}

void ProblemLog::note(std::string_view what, bool skipped, std::uint64_t line, std::string_view text,
                      std::uint64_t count)
{
    addLine(kind(what, skipped), line, text, count);
}

void ProblemLog::append(ProblemLog later, std::uint64_t lineOffset)
{
    if (m_badRows == 0 && later.m_badRows > 0) {
        m_firstLine = later.m_firstLine + lineOffset;
        m_firstSentence = std::move(later.m_firstSentence);
    }
    if (m_decimalCommas == 0)
        m_firstDecimalComma = std::move(later.m_firstDecimalComma);
    m_badRows += later.m_badRows;
    m_decimalCommas += later.m_decimalCommas;
    for (auto& problem : later.m_problems) {
        auto& ours = kind(problem.what, problem.skipped);
        ours.count += problem.count;
        for (const auto line : problem.lines)
            if (ours.lines.size() < linesKept)
                ours.lines.push_back(line + lineOffset);
        for (auto& text : problem.examples)
            if (ours.examples.size() < examplesKept)
                ours.examples.push_back(std::move(text));
    }
}

Error ProblemLog::tooManyBad(std::uint64_t rows, const std::string& path) const
{
    const bool one = m_badRows == 1;
    const auto others = m_badRows - m_decimalCommas;
    const Remedies remedies{m_firstDecimalComma, m_badRows < rows, areTooManyBad(others, rows)};
    const bool commas = m_decimalCommas > 0;
    auto point = m_firstDecimalComma;
    std::replace(point.begin(), point.end(), ',', '.');
    auto message = m_firstSentence + ". ";
    if (commas && others == 0) {
        message += grouped(m_badRows) + " of " + grouped(rows) + (rows == 1 ? " row " : " rows ") +
                   (one ? "has such a rating: read it as " : "have such a rating: read them as ") + point;
        if (remedies.skipBadRows)
            message += one ? ", skip it," : ", skip them,";
        message += " or export the file again with decimal points.";
    } else if (commas) {
        message += grouped(m_badRows) + " of " + grouped(rows) + " rows cannot be read, " + grouped(m_decimalCommas) +
                   " of them because of a decimal comma as in \"" + m_firstDecimalComma + "\": read " +
                   (m_decimalCommas == 1 ? "it" : "those") + " as " + point;
        if (remedies.commaNeedsSkipping)
            message += others == 1 ? " and skip the other one" : " and skip the others";
        if (remedies.skipBadRows)
            message += ", skip all " + grouped(m_badRows);
        message += ", or export the file again.";
    } else if (!remedies.skipBadRows) {
        message += one ? "It is the only row. " : "None of its " + grouped(rows) + " rows can be read. ";
        message += "Export the file again, or choose another.";
    } else {
        message += grouped(m_badRows) + " of " + grouped(rows) + " rows cannot be read, more than 1 in 100: skip " +
                   (one ? "it" : "them") + ", or export the file again.";
    }
    return {ErrorCode::Malformed, std::move(message), path, m_firstLine, remedies};
}

std::vector<LoadProblem> ProblemLog::problems(const std::string& path) const
{
    auto sorted = m_problems;
    for (auto& problem : sorted)
        problem.path = path;
    std::stable_sort(sorted.begin(), sorted.end(), [](const LoadProblem& a, const LoadProblem& b) {
        return (a.lines.empty() ? 0 : a.lines.front()) < (b.lines.empty() ? 0 : b.lines.front());
    });
    return sorted;
}

}  // namespace projectionist

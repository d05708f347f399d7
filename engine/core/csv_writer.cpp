// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/csv_writer.h"

#include "engine/core/text.h"

#include <cmath>
#include <optional>
#include <utility>

namespace projectionist {

namespace {

void appendQuoted(std::string& line, std::string_view value)
{
    line.push_back('"');
    for (const char character : value) {
        if (character == '"')
            line.push_back('"');
        line.push_back(character);
    }
    line.push_back('"');
}

bool mustBeQuoted(std::string_view value)
{
    return value.find_first_of(",\"\r\n") != std::string_view::npos ||
           (!value.empty() && (value.front() == ' ' || value.back() == ' '));
}

bool looksLikeFormula(std::string_view value)
{
    return !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
}

} // namespace

struct CsvWriter::Private {
    std::optional<AtomicFile> file;
    Sink sink;
    std::string line;
    bool lineBegun = false;
    bool good = true;

    void beginCell()
    {
        if (lineBegun)
            line.push_back(',');
        lineBegun = true;
    }

    void text(std::string_view value)
    {
        // Readers that skip comments would skip a row whose first cell begins like one.
        const bool likeComment = line.empty() && !lineBegun && value.starts_with('#');
        beginCell();
        if (likeComment || mustBeQuoted(value))
            appendQuoted(line, value);
        else
            line.append(value);
    }

    bool flushLine()
    {
        if (lineBegun && line.empty())
            line = "\"\""; // one blank cell: an empty line would be none
        line.push_back('\n');
        if (good)
            good = file ? file->write(line) : sink(line);
        line.clear();
        lineBegun = false;
        return good;
    }
};

CsvWriter::CsvWriter(std::unique_ptr<Private> data) : m_private(std::move(data)) {}

CsvWriter::CsvWriter(Sink sink) : m_private(std::make_unique<Private>())
{
    m_private->sink = std::move(sink);
}

CsvWriter::CsvWriter(CsvWriter&&) noexcept = default;
CsvWriter& CsvWriter::operator=(CsvWriter&&) noexcept = default;
CsvWriter::~CsvWriter() = default;

Result<CsvWriter> CsvWriter::create(const std::filesystem::path& path)
{
    auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(std::move(file.error()));
    auto data = std::make_unique<Private>();
    data->file.emplace(std::move(*file));
    return CsvWriter(std::move(data));
}

void CsvWriter::comment(std::string_view text)
{
    while (true) {
        const auto end = text.find('\n');
        auto one = text.substr(0, end);
        if (one.ends_with('\r'))
            one.remove_suffix(1);
        m_private->line.append("# ").append(one);
        m_private->flushLine();
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
        if (text.empty())
            break;
    }
}

void CsvWriter::header(std::initializer_list<std::string_view> names)
{
    for (const auto name : names)
        m_private->text(name);
    m_private->flushLine();
}

CsvWriter& CsvWriter::text(std::string_view value)
{
    if (looksLikeFormula(value))
        m_private->text(std::string("'").append(value));
    else
        m_private->text(value);
    return *this;
}

CsvWriter& CsvWriter::number(float value)
{
    m_private->beginCell();
    if (!std::isnan(value))
        m_private->line += shortest(value);
    return *this;
}

CsvWriter& CsvWriter::number(double value)
{
    m_private->beginCell();
    if (!std::isnan(value))
        m_private->line += shortest(value);
    return *this;
}

CsvWriter& CsvWriter::integer(std::int64_t value)
{
    m_private->beginCell();
    m_private->line += std::to_string(value);
    return *this;
}

CsvWriter& CsvWriter::blank()
{
    m_private->beginCell();
    return *this;
}

bool CsvWriter::endRow()
{
    return m_private->flushLine();
}

Result<void> CsvWriter::finish()
{
    if (m_private->lineBegun)
        m_private->flushLine();
    if (m_private->file)
        return m_private->file->commit();
    return {};
}

} // namespace projectionist

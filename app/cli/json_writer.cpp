// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_writer.h"

#include "engine/core/text.h"

#include <cmath>
#include <utility>

namespace projectionist::cli {

namespace {

std::string quoted(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char byte : text) {
        switch (byte) {
        case '"':
            result += "\\\"";
            break;
        case '\\':
            result += "\\\\";
            break;
        case '\n':
            result += "\\n";
            break;
        case '\r':
            result += "\\r";
            break;
        case '\t':
            result += "\\t";
            break;
        default:
            if (const auto code = static_cast<unsigned char>(byte); code < 0x20 || code == 0x7F) {
                result += "\\u00";
                result += digits[code >> 4U];
                result += digits[code & 15U];
            } else {
                result += byte;
            }
        }
    }
    return result + "\"";
}

}  // namespace

JsonWriter::JsonWriter(Output& output) : m_output(output) {}

JsonWriter& JsonWriter::beginObject(Layout layout)
{
    open('{', layout);
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    close('}');
    return *this;
}

JsonWriter& JsonWriter::beginArray(Layout layout)
{
    open('[', layout);
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    close(']');
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    before();
    m_output.write(quoted(name) + ": ");
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
    return raw(quoted(isUtf8(text) ? std::string(text) : fromLatin1(text)));
}

JsonWriter& JsonWriter::value(float number)
{
    return std::isfinite(number) ? raw(shortest(number)) : null();
}

JsonWriter& JsonWriter::value(double number)
{
    return std::isfinite(number) ? raw(shortest(number)) : null();
}

JsonWriter& JsonWriter::value(const std::vector<std::string>& texts)
{
    beginArray(Layout::Line);
    for (const auto& text : texts)
        value(text);
    return endArray();
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    before();
    m_output.write(json);
    if (m_levels.empty())
        m_output.write("\n");
    return *this;
}

void JsonWriter::before()
{
    if (std::exchange(m_afterKey, false) || m_levels.empty())
        return;
    auto& level = m_levels.back();
    if (!std::exchange(level.empty, false))
        m_output.write(level.layout == Layout::Line ? ", " : ",");
    if (level.layout == Layout::Block)
        newLine();
}

void JsonWriter::open(char bracket, Layout layout)
{
    before();
    if (!m_levels.empty() && m_levels.back().layout == Layout::Line)
        layout = Layout::Line;
    m_output.write(std::string_view(&bracket, 1));
    m_levels.push_back({layout});
}

void JsonWriter::close(char bracket)
{
    const auto level = m_levels.back();
    m_levels.pop_back();
    if (level.layout == Layout::Block && !level.empty)
        newLine();
    m_output.write(std::string_view(&bracket, 1));
    if (m_levels.empty())
        m_output.write("\n");
}

void JsonWriter::newLine()
{
    m_output.write("\n" + std::string(2 * m_levels.size(), ' '));
}

}  // namespace projectionist::cli

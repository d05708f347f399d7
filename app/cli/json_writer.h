// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist::cli {

/// Writes JSON piece by piece, so that nothing large is held. Numbers are in the shortest form that reads back as the
/// same float32 or float64; what is not finite becomes null. Objects and arrays opened with Layout::Line stand on one
/// line.
class JsonWriter {
public:
    enum class Layout { Block, Line };

    explicit JsonWriter(Output& output);
    JsonWriter(const JsonWriter&) = delete;
    JsonWriter& operator=(const JsonWriter&) = delete;

    JsonWriter& beginObject(Layout layout = Layout::Block);
    JsonWriter& endObject();
    JsonWriter& beginArray(Layout layout = Layout::Block);
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(float number);
    JsonWriter& value(double number);
    JsonWriter& value(std::same_as<bool> auto yes) { return raw(yes ? "true" : "false"); }
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) JsonWriter& value(Integer number) { return raw(std::to_string(number)); }
    template <class T>
    JsonWriter& value(const std::optional<T>& maybe)
    {
        return maybe ? value(*maybe) : null();
    }
    JsonWriter& value(const std::vector<std::string>& texts);
    JsonWriter& null() { return raw("null"); }
    /// Text that is JSON already.
    JsonWriter& raw(std::string_view json);

    template <class T>
    JsonWriter& field(std::string_view name, const T& what)
    {
        key(name);
        return value(what);
    }

private:
    struct Level {
        Layout layout;
        bool empty = true;
    };
    void before();
    void open(char bracket, Layout layout);
    void close(char bracket);
    void newLine();

    Output& m_output;
    std::vector<Level> m_levels;
    bool m_afterKey = false;
};

}  // namespace projectionist::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/model/safetensors.h"
#include "engine/model/throttle.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace projectionist {

/// Takes tensors out of a file that nobody trusts. The first thing that is wrong is kept as a sentence, and everything
/// asked for from then on is empty: ask for some tensors, then look at failed() before using what they say about each
/// other.
class TensorReader {
public:
    TensorReader(const SafetensorsFile& file, const ProgressFunction& progress, std::string_view stage,
                 std::stop_token stop)
        : m_file(file), m_throttle(progress, stage, file.size()), m_stop(std::move(stop))
    {
    }

    /// Also when it was stopped.
    [[nodiscard]] bool failed() const { return !m_problem.empty(); }
    [[nodiscard]] bool stopped() const { return m_problem == stoppedProblem; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    /// "tensor "movies.years" …"; the first problem stays.
    void reject(std::string_view name, std::string_view what);
    void fail(std::string sentence);

    [[nodiscard]] bool has(std::string_view name) const { return m_file.find(name) != nullptr; }

    /// Any extent where none is given.
    using Extent = std::optional<std::uint64_t>;

    template <class T>
    [[nodiscard]] std::vector<T> column(std::string_view name, Extent count = {})
    {
        return values<T>(tensor(name, TensorTypeOf<T>::value, {count}));
    }
    /// Row after row.
    template <class T>
    [[nodiscard]] std::vector<T> columns(std::string_view name, Extent rows, Extent columns)
    {
        return values<T>(tensor(name, TensorTypeOf<T>::value, {rows, columns}));
    }
    /// Of finite numbers.
    [[nodiscard]] Matrix table(std::string_view name, Extent rows, Extent columns);
    /// Ascending from 0 to `last`, `count` numbers.
    [[nodiscard]] std::vector<std::uint64_t> offsets(std::string_view name, Extent count, std::uint64_t last);
    /// NAME.bytes and NAME.offsets, valid UTF-8.
    [[nodiscard]] std::vector<std::string> texts(const std::string& name, Extent count = {});
    /// The same with NAME.starts: `count` lists of texts.
    [[nodiscard]] std::vector<std::vector<std::string>> lists(const std::string& name, std::uint64_t count);

private:
    static constexpr std::string_view stoppedProblem = "stopped";
    [[nodiscard]] const Tensor* tensor(std::string_view name, TensorType type, const std::vector<Extent>& shape);

    template <class T>
    std::vector<T> values(const Tensor* source)
    {
        std::vector<T> result;
        if (source == nullptr || source->bytes.empty())
            return result;
        const auto count = source->bytes.size() / sizeof(T);
        const auto* data = source->bytes.data();
        if (reinterpret_cast<std::uintptr_t>(data) % alignof(T) ==
            0) {  // always, in files of ours: touched once, not twice
            const auto* first = reinterpret_cast<const T*>(data);
            result.assign(first, first + count);
        } else {
            result.resize(count);
            std::memcpy(result.data(), data, source->bytes.size());
        }
        m_throttle.advance(source->bytes.size());
        return result;
    }

    const SafetensorsFile& m_file;
    Throttle m_throttle;
    std::stop_token m_stop;
    std::string m_problem;
};

}  // namespace projectionist

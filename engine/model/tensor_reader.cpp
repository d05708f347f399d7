// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/tensor_reader.h"

#include "engine/core/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace projectionist {

namespace {

std::string inWords(TensorType type, const std::vector<TensorReader::Extent>& shape)
{
    std::string words(nameOf(type));
    words += " [";
    for (std::size_t i = 0; i < shape.size(); ++i)
        words += (i > 0 ? ", " : "") + (shape[i] ? grouped(*shape[i]) : std::string("any"));
    return words + "]";
}

}  // namespace

void TensorReader::reject(std::string_view name, std::string_view what)
{
    fail("tensor " + quotedName(name) + " " + std::string(what) + ".");
}

void TensorReader::fail(std::string sentence)
{
    if (m_problem.empty())
        m_problem = std::move(sentence);
}

const Tensor* TensorReader::tensor(std::string_view name, TensorType type, const std::vector<Extent>& shape)
{
    if (m_stop.stop_requested())
        fail(std::string(stoppedProblem));
    if (failed())
        return nullptr;
    const auto* found = m_file.find(name);
    if (found == nullptr) {
        reject(name, "is missing");
        return nullptr;
    }
    const bool fits = found->type == type &&
                      std::ranges::equal(found->shape, shape,
                                         [](std::uint64_t is, Extent wanted) { return !wanted || is == *wanted; });
    if (fits)
        return found;
    reject(name, "is " + inWords(found->type, {found->shape.begin(), found->shape.end()}) + " and must be " +
                     inWords(type, shape));
    return nullptr;
}

Matrix TensorReader::table(std::string_view name, Extent rows, Extent columns)
{
    const auto* source = tensor(name, TensorType::F32, {rows, columns});
    if (source == nullptr)
        return {};
    Matrix result(source->shape[0], source->shape[1]);
    if (source->bytes.empty())
        return result;
    std::memcpy(result.data(), source->bytes.data(), source->bytes.size());
    m_throttle.advance(source->bytes.size());
    const auto values = result.values();
    const auto found = std::ranges::find_if(values, [](float value) { return !std::isfinite(value); });
    if (found != values.end())
        reject(name, "holds a number that is not finite, in row " +
                         grouped(static_cast<std::uint64_t>(found - values.begin()) / result.columns()));
    return result;
}

std::vector<std::uint64_t> TensorReader::offsets(std::string_view name, Extent count, std::uint64_t last)
{
    // As int64 in the file, for those who read it elsewhere; a negative number is a huge one here.
    auto result = values<std::uint64_t>(tensor(name, TensorType::I64, {count}));
    if (failed())
        return {};
    if (!result.empty() && result.front() == 0 && result.back() == last && std::ranges::is_sorted(result))
        return result;
    reject(name, "does not ascend from 0 to " + grouped(last));
    return {};
}

std::vector<std::string> TensorReader::texts(const std::string& name, Extent count)
{
    const auto* bytes = tensor(name + ".bytes", TensorType::U8, {std::nullopt});
    if (bytes == nullptr)
        return {};
    const auto ends = offsets(name + ".offsets", count ? Extent(*count + 1) : Extent(), bytes->bytes.size());
    if (failed())
        return {};
    const std::string_view all(reinterpret_cast<const char*>(bytes->bytes.data()), bytes->bytes.size());
    std::vector<std::string> result;
    result.reserve(ends.size() - 1);
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const auto text = all.substr(ends[i], ends[i + 1] - ends[i]);
        if (!isUtf8(text)) {
            reject(name + ".bytes", "holds text that is not UTF-8, in row " + grouped(i));
            return {};
        }
        result.emplace_back(text);
    }
    m_throttle.advance(all.size());
    return result;
}

std::vector<std::vector<std::string>> TensorReader::lists(const std::string& name, std::uint64_t count)
{
    auto all = texts(name);
    const auto starts = offsets(name + ".starts", count + 1, all.size());
    if (failed())
        return {};
    std::vector<std::vector<std::string>> result(count);
    for (std::size_t row = 0; row < count; ++row)
        result[row] = {std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(starts[row])),
                       std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(starts[row + 1]))};
    return result;
}

}  // namespace projectionist

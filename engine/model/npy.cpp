// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/npy.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace projectionist {

static_assert(std::endian::native == std::endian::little, "numbers are written and read as they lie in memory");

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t headerAlignment = 64;

struct Header {
    std::string_view type;
    bool fortranOrder = false;
    std::vector<std::uint64_t> shape;
};

/// Reads the header, a Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (943, 64), }
class HeaderParser {
public:
    explicit HeaderParser(std::string_view text) : m_rest(text) {}

    std::optional<Header> parse()
    {
        Header header;
        bool type = false, order = false, shape = false;
        if (!take('{'))
            return {};
        while (!take('}')) {
            const auto key = quoted();
            if (!key || !take(':'))
                return {};
            if (*key == "descr" && !std::exchange(type, true)) {
                const auto value = quoted();
                if (!value)
                    return {};
                header.type = *value;
            } else if (*key == "fortran_order" && !std::exchange(order, true)) {
                header.fortranOrder = word("True");
                if (!header.fortranOrder && !word("False"))
                    return {};
            } else if (*key == "shape" && !std::exchange(shape, true)) {
                if (!extents(header.shape))
                    return {};
            } else {
                return {};
            }
            if (!take(',') && !next('}'))
                return {};
        }
        skipSpace();
        if (!type || !order || !shape || !m_rest.empty())
            return {};
        return header;
    }

private:
    void skipSpace() { m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t\r\n"), m_rest.size())); }

    bool next(char character)
    {
        skipSpace();
        return m_rest.starts_with(character);
    }

    bool take(char character)
    {
        if (!next(character))
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    bool word(std::string_view text)
    {
        skipSpace();
        if (!m_rest.starts_with(text))
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }

    std::optional<std::string_view> quoted()
    {
        skipSpace();
        if (!m_rest.starts_with('\'') && !m_rest.starts_with('"'))
            return {};
        const auto end = m_rest.find(m_rest.front(), 1);
        if (end == std::string_view::npos)
            return {};
        const auto text = m_rest.substr(1, end - 1);
        m_rest.remove_prefix(end + 1);
        return text;
    }

    bool extents(std::vector<std::uint64_t>& shape)
    {
        if (!take('('))
            return false;
        while (!take(')')) {
            skipSpace();
            std::uint64_t extent = 0;
            const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), extent);
            if (error != std::errc{} || shape.size() == 32)
                return false;
            m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
            word("L");  // as Python 2 wrote it
            shape.push_back(extent);
            if (!take(',') && !next(')'))
                return false;
        }
        return true;
    }

    std::string_view m_rest;
};

struct Layout {
    std::size_t rows = 0, columns = 0, numberBytes = 0;
    bool fortranOrder = false;
    std::span<const std::byte> bytes;
};

/// What the file holds, or a sentence about why that is not known.
tl::expected<Layout, std::string> layoutOf(std::span<const std::byte> file)
{
    const auto problem = [](std::string text) { return tl::unexpected<std::string>(std::move(text)); };
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (text.empty())
        return problem("the file is empty.");
    if (!text.starts_with(magic.substr(0, text.size())))
        return problem("this is not an NPY file.");
    if (text.size() < 12)
        return problem("the file is cut off within its header.");
    const auto version = static_cast<unsigned char>(text[6]);
    if (version < 1 || version > 3)
        return problem("its NPY version is " + std::to_string(version) + "; 1 to 3 are known.");
    std::uint32_t headerBytes = 0;
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    std::memcpy(&headerBytes, text.data() + 8, lengthBytes);
    const auto start = 8 + lengthBytes;
    if (headerBytes > text.size() - start)
        return problem("the file is cut off within its header.");
    const auto header = HeaderParser(text.substr(start, headerBytes)).parse();
    if (!header)
        return problem("its header does not describe one table of numbers.");
    Layout layout;
    layout.numberBytes = header->type == "<f4" ? 4 : header->type == "<f8" ? 8 : 0;
    layout.fortranOrder = header->fortranOrder;
    if (layout.numberBytes == 0)
        return problem("its numbers are not little-endian float32 or float64.");
    if (header->shape.size() != 2)
        return problem("it has " + std::to_string(header->shape.size()) + " dimensions instead of 2.");
    layout.rows = header->shape[0];
    layout.columns = header->shape[1];
    if (layout.rows == 0 || layout.columns == 0)
        return problem("its table is empty.");
    layout.bytes = file.subspan(start + headerBytes);
    std::uint64_t expected = 0;
    if (__builtin_mul_overflow(layout.rows, layout.columns, &expected) ||
        __builtin_mul_overflow(expected, layout.numberBytes, &expected) || expected > layout.bytes.size())
        return problem("the file is cut off: it holds " + grouped(layout.bytes.size()) + " bytes of a table of " +
                       grouped(layout.rows) + " × " + grouped(layout.columns) + ".");
    if (expected < layout.bytes.size())
        return problem(grouped(layout.bytes.size() - expected) + " bytes follow its table.");
    return layout;
}

template <class T>
void copyNumbers(const Layout& layout, Matrix& matrix)
{
    const auto at = [&](std::size_t index) {
        T value{};
        std::memcpy(&value, layout.bytes.data() + index * sizeof(T), sizeof(T));
        return static_cast<float>(value);
    };
    for (std::size_t row = 0; row < layout.rows; ++row) {
        auto values = matrix.row(row);
        for (std::size_t column = 0; column < layout.columns; ++column)
            values[column] = at(layout.fortranOrder ? column * layout.rows + row : row * layout.columns + column);
    }
}

std::string headerFor(std::size_t rows, std::size_t columns)
{
    auto text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                std::to_string(columns) + "), }";
    const auto prefix = magic.size() + 4;
    const auto unpadded = prefix + text.size() + 1;
    text.append((headerAlignment - unpadded % headerAlignment) % headerAlignment, ' ');
    text += '\n';
    std::string header(magic);
    header += '\x01';
    header += '\x00';
    header += static_cast<char>(text.size() & 0xffU);
    header += static_cast<char>(text.size() >> 8U);
    return header + text;
}

}  // namespace

Result<Matrix> readNpy(const std::filesystem::path& path)
{
    const auto file = MappedFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const auto malformed = [&](const std::string& problem) {
        return failure(ErrorCode::Malformed,
                       problem + " Save the table as a two-dimensional float32 array with numpy.save.", path.string());
    };
    try {
        const auto layout = layoutOf(file->bytes());
        if (!layout)
            return malformed(layout.error());
        Matrix matrix(layout->rows, layout->columns);
        if (layout->numberBytes == 8)
            copyNumbers<double>(*layout, matrix);
        else if (layout->fortranOrder)
            copyNumbers<float>(*layout, matrix);
        else
            std::memcpy(matrix.data(), layout->bytes.data(), layout->bytes.size());
        const auto values = matrix.values();
        const auto found = std::ranges::find_if(values, [](float value) { return !std::isfinite(value); });
        if (found != values.end())
            return malformed("its row " + grouped(static_cast<std::size_t>(found - values.begin()) / layout->columns) +
                             " (the first is 0) holds a number that is not finite.");
        return matrix;
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory, "there is not enough memory for this table.", path.string());
    }
}

Result<void> writeNpy(const std::filesystem::path& path, MatrixView matrix)
{
    auto writer = NpyWriter::create(path, matrix.rows, matrix.columns);
    if (!writer)
        return tl::unexpected(writer.error());
    writer->rows(matrix.values());
    return writer->commit();
}

NpyWriter::NpyWriter(AtomicFile file, std::size_t rows, std::size_t columns)
    : m_file(std::move(file)), m_rows(rows), m_columns(columns)
{
}

Result<NpyWriter> NpyWriter::create(const std::filesystem::path& path, std::size_t rows, std::size_t columns)
{
    auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(file.error());
    file->write(headerFor(rows, columns));
    return NpyWriter(std::move(*file), rows, columns);
}

bool NpyWriter::row(std::span<const float> values)
{
    return rows(values);
}

bool NpyWriter::rows(std::span<const float> values)
{
    m_written += values.size();
    m_good = m_file.write(std::as_bytes(values)) && m_good;
    return m_good;
}

Result<void> NpyWriter::commit()
{
    if (m_good && m_written != m_rows * m_columns)
        return failure(ErrorCode::Mismatch, "not saved: " + grouped(m_written) +
                                                " numbers were written of a table of " + grouped(m_rows) + " × " +
                                                grouped(m_columns) + ".");
    return m_file.commit();
}

}  // namespace projectionist

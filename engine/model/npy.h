// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/file.h"
#include "engine/core/matrix.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace projectionist {

/// Reads a two-dimensional NPY file (version 1 to 3; little-endian float32 or float64, C or Fortran order) as float32.
/// Errors: those of MappedFile; Malformed when it is something else, cut off, empty, or holds a number that is not
/// finite in float32; nothing is allocated before the file is known to be as large as it says.
[[nodiscard]] PROJECTIONIST_API Result<Matrix> readNpy(const std::filesystem::path& path);
/// Writes float32, version 1, C order. Errors: those of AtomicFile.
[[nodiscard]] PROJECTIONIST_API Result<void> writeNpy(const std::filesystem::path& path, MatrixView matrix);

/// Writes a float32 NPY file row by row, for matrices that are never held.
class PROJECTIONIST_API NpyWriter {
public:
    [[nodiscard]] static Result<NpyWriter> create(const std::filesystem::path& path, std::size_t rows,
                                                  std::size_t columns);
    bool row(std::span<const float> values);  ///< False once writing has failed.
    /// Several rows, one after the other. False once writing has failed.
    bool rows(std::span<const float> values);
    /// Mismatch when the number of rows is not what was promised.
    [[nodiscard]] Result<void> commit();

private:
    explicit NpyWriter(AtomicFile file, std::size_t rows, std::size_t columns);
    AtomicFile m_file;
    std::size_t m_rows, m_columns, m_written = 0;
    bool m_good = true;
};

}  // namespace projectionist

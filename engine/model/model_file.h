// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/model/model.h"

#include <filesystem>
#include <memory>
#include <stop_token>

namespace projectionist {

/// Writes a model as a safetensors file (8-byte length, JSON header, little-endian tensors; DESIGN §4 lists the
/// tensors), to a temporary file that is renamed: a failure leaves what was there. Equal models give equal bytes. A
/// training state that is not finite, which nobody could go on from, is left out. Errors: those of AtomicFile,
/// OutOfMemory, Malformed when vectors are not finite. Thread-safe.
[[nodiscard]] PROJECTIONIST_API Result<void> saveModel(const Model& model, const std::filesystem::path& path,
                                                       const ProgressFunction& progress = {});

/// Opens a model file, alone, without the data set. Nothing in the file is trusted: lengths, offsets, shapes, types,
/// overlaps, gaps, indices and numbers are checked before use, and memory is asked for only after the file has been
/// found large enough. Errors: NotFound, NotAFile, Unreadable, Malformed (not a model file, cut off, damaged: names the
/// tensor), Mismatch (made by a newer version: names it and says to update), OutOfMemory. Stop gives a null pointer.
/// Thread-safe.
[[nodiscard]] PROJECTIONIST_API Result<std::shared_ptr<const Model>>
openModel(const std::filesystem::path& path, const ProgressFunction& progress = {}, std::stop_token stop = {});

/// True for files that openModel would try: by name (.projectionist, .safetensors) or by first bytes.
[[nodiscard]] PROJECTIONIST_API bool looksLikeModel(const std::filesystem::path& path);

}  // namespace projectionist

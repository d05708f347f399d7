// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace projectionist {

// For the .cpp files of the engine: memory that is asked for once and used again and again.

/// 64-byte aligned floats that grow and never shrink. What they hold is lost when they grow.
class FloatBuffer {
public:
    /// Room for at least `count` floats, of any value.
    float* require(std::size_t count)
    {
        if (count > m_memory.columns())
            m_memory = Matrix(1, std::max(count, m_memory.columns() + m_memory.columns() / 2));
        return m_memory.data();
    }
    [[nodiscard]] float* data() { return m_memory.data(); }
    [[nodiscard]] const float* data() const { return m_memory.data(); }

private:
    Matrix m_memory;
};

/// Working memory for the blocks of a parallel loop: as many pieces as blocks ever ran at the same time, so that each
/// stays in the cache of its thread. Which piece a block gets must not change its result.
template <class Piece>
class ScratchPool {
public:
    class Lease {
    public:
        Lease(ScratchPool& pool, std::unique_ptr<Piece> piece) : m_pool(pool), m_piece(std::move(piece)) {}
        ~Lease() { m_pool.giveBack(std::move(m_piece)); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Piece& operator*() const { return *m_piece; }
        Piece* operator->() const { return m_piece.get(); }

    private:
        ScratchPool& m_pool;
        std::unique_ptr<Piece> m_piece;
    };

    [[nodiscard]] Lease lease()
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (!m_free.empty()) {
                auto piece = std::move(m_free.back());
                m_free.pop_back();
                return Lease(*this, std::move(piece));
            }
        }
        return Lease(*this, std::make_unique<Piece>());
    }

private:
    void giveBack(std::unique_ptr<Piece> piece)
    {
        const std::scoped_lock lock(m_mutex);
        m_free.push_back(std::move(piece));
    }

    std::mutex m_mutex;
    std::vector<std::unique_ptr<Piece>> m_free;
};

}  // namespace projectionist

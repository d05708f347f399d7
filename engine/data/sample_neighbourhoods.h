// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/random.h"
#include "engine/data/sample_alias_table.h"
#include "engine/data/sample_direction.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// Films in groups of the like, so that somebody who looks for the like of something need not look at all films. For
/// the large shapes. After construction any number of threads may use it.
class SampleNeighbourhoods {
public:
    /// Some thousand groups around films drawn at random. Films without attention belong to none. No groups when
    /// stopped.
    SampleNeighbourhoods(std::span<const FixedDirection> directions, std::span<const double> attention, Random& random,
                         const std::stop_token& stop);

    [[nodiscard]] std::size_t size() const { return m_groups.size(); }
    /// The mean of the films' directions, each counted by its attention: its product with any direction is the mean of
    /// the films'.
    [[nodiscard]] const FixedDirection& mean(std::size_t group) const { return m_groups[group].mean; }
    [[nodiscard]] double attention(std::size_t group) const { return m_groups[group].attention; }
    /// One of the group's films, by attention.
    [[nodiscard]] std::uint32_t draw(std::size_t group, Random& random) const
    {
        return m_groups[group].movies[m_groups[group].table.draw(random)];
    }

private:
    struct Group {
        FixedDirection mean;
        double attention = 0;
        std::vector<std::uint32_t> movies;
        SampleAliasTable table;
    };
    std::vector<Group> m_groups;
};

}  // namespace projectionist

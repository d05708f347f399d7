// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/principal_components.h"

#include "engine/core/parallel.h"
#include "engine/project/leading_eigenvectors.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <numeric>
#include <span>
#include <utility>

#include <Eigen/Core>

namespace projectionist {

namespace {

using Table = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Square = Eigen::MatrixXd;

constexpr std::size_t rowsAtOnce = 256;
constexpr std::size_t blocksAtMost = 16;
constexpr std::size_t bytesOfSums = std::size_t{64} << 20;

/// The chosen rows of a table, in blocks whose number depends on the sizes alone.
class Rows {
public:
    Rows(MatrixView table, const std::vector<std::uint32_t>& rows) : m_table(table), m_rows(rows)
    {
        const auto squareBytes = std::max<std::size_t>(columns() * columns() * sizeof(double), 1);
        const auto most = std::clamp<std::size_t>(bytesOfSums / squareBytes, 2, blocksAtMost);
        const auto pieces = (count() + rowsAtOnce - 1) / rowsAtOnce;
        m_rowsPerBlock = std::max<std::size_t>((pieces + most - 1) / most, 1) * rowsAtOnce;
    }

    [[nodiscard]] std::size_t count() const { return m_rows.size(); }
    [[nodiscard]] std::size_t columns() const { return m_table.columns; }
    [[nodiscard]] std::size_t blocks() const { return (count() + m_rowsPerBlock - 1) / m_rowsPerBlock; }

    /// Calls use(first, end) for the pieces of a block, in order, until the stop.
    template <class Use>
    void forPieces(std::size_t block, const std::stop_token& stop, const Use& use) const
    {
        const auto end = std::min((block + 1) * m_rowsPerBlock, count());
        for (auto first = block * m_rowsPerBlock; first < end && !stop.stop_requested(); first += rowsAtOnce)
            use(first, std::min(first + rowsAtOnce, end));
    }

    /// Rows first … end − 1 minus the mean, in the upper rows of `centred`.
    void centre(std::size_t first, std::size_t end, const Eigen::RowVectorXd& mean, Table& centred) const
    {
        for (auto i = first; i < end; ++i)
            centred.row(static_cast<Eigen::Index>(i - first)) = row(i) - mean;
    }

    [[nodiscard]] Eigen::RowVectorXd row(std::size_t i) const
    {
        const auto values = m_table.row(m_rows[i]);
        return Eigen::Map<const Eigen::RowVectorXf>(values.data(), static_cast<Eigen::Index>(values.size()))
            .cast<double>();
    }

private:
    MatrixView m_table;
    const std::vector<std::uint32_t>& m_rows;
    std::size_t m_rowsPerBlock = 0;
};

Eigen::RowVectorXd meanOf(const Rows& rows, const std::stop_token& stop)
{
    const auto columns = static_cast<Eigen::Index>(rows.columns());
    std::vector<Eigen::RowVectorXd> sums(rows.blocks(), Eigen::RowVectorXd::Zero(columns));
    parallelFor(rows.blocks(), [&](std::size_t block) {
        rows.forPieces(block, stop, [&](std::size_t first, std::size_t end) {
            for (auto i = first; i < end; ++i)
                sums[block] += rows.row(i);
        });
    });
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(columns);
    for (const auto& part : sums)
        sum += part;
    return sum / static_cast<double>(rows.count());
}

/// Sum of the outer products of the centred rows; only the lower triangle.
Square scatterOf(const Rows& rows, const Eigen::RowVectorXd& mean, const std::stop_token& stop)
{
    const auto columns = static_cast<Eigen::Index>(rows.columns());
    std::vector<Square> sums(rows.blocks());
    parallelFor(rows.blocks(), [&](std::size_t block) {
        sums[block] = Square::Zero(columns, columns);
        Table centred(static_cast<Eigen::Index>(rowsAtOnce), columns);
        rows.forPieces(block, stop, [&](std::size_t first, std::size_t end) {
            rows.centre(first, end, mean, centred);
            const auto piece = centred.topRows(static_cast<Eigen::Index>(end - first));
            sums[block].selfadjointView<Eigen::Lower>().rankUpdate(piece.transpose());
        });
    });
    for (std::size_t block = 1; block < sums.size(); ++block)
        sums[0] += sums[block];
    return std::move(sums[0]);
}

/// So that the entry of largest magnitude (the first of several) is positive.
void fixSign(Eigen::Ref<Eigen::VectorXd> axis)
{
    Eigen::Index largest = 0;
    axis.cwiseAbs().maxCoeff(&largest);
    if (axis[largest] < 0)
        axis = -axis;
}

void project(const Rows& rows, const Eigen::RowVectorXd& mean, const Square& axes, Matrix& positions,
             const std::stop_token& stop)
{
    parallelFor(rows.blocks(), [&](std::size_t block) {
        Table centred(static_cast<Eigen::Index>(rowsAtOnce), mean.size());
        rows.forPieces(block, stop, [&](std::size_t first, std::size_t end) {
            rows.centre(first, end, mean, centred);
            const auto count = static_cast<Eigen::Index>(end - first);
            const Table projected = centred.topRows(count) * axes;
            Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
                positions.row(first).data(), count, axes.cols()) = projected.cast<float>();
        });
    });
}

std::optional<PrincipalComponents> compute(MatrixView table, const std::vector<std::uint32_t>& chosen,
                                           std::size_t count, const std::stop_token& stop)
{
    const Rows rows(table, chosen);
    const auto columns = rows.columns();
    const auto components = std::min({count, rows.count() - std::min<std::size_t>(rows.count(), 1), columns});
    PrincipalComponents result{.positions = Matrix(rows.count(), components),
                               .axes = Matrix(components, columns),
                               .varianceShare = std::vector<double>(components)};
    if (components == 0)
        return stop.stop_requested() ? std::nullopt : std::optional(std::move(result));

    const auto mean = meanOf(rows, stop);
    if (stop.stop_requested())
        return {};
    const auto scatter = scatterOf(rows, mean, stop);
    if (stop.stop_requested())
        return {};
    const auto total = scatter.trace();
    if (!(total > 0) || !std::isfinite(total)) {  // no direction stands out: the first axes, and nothing along them
        for (std::size_t c = 0; c < components; ++c)
            result.axes.row(c)[c] = 1;
        return result;
    }
    auto leading = leadingEigenvectors(scatter / total, static_cast<Eigen::Index>(components), stop);
    if (!leading)
        return {};
    auto& axes = leading->vectors;
    for (std::size_t c = 0; c < components; ++c) {
        auto axis = axes.col(static_cast<Eigen::Index>(c));
        fixSign(axis);
        Eigen::Map<Eigen::VectorXf>(result.axes.row(c).data(), axis.size()) = axis.cast<float>();
        result.varianceShare[c] = std::clamp(leading->values[static_cast<Eigen::Index>(c)], 0.0, 1.0);
    }
    project(rows, mean, axes, result.positions, stop);
    if (stop.stop_requested())
        return {};
    return result;
}

void copyAsUnit(std::span<const float> from, std::span<float> to)
{
    double squares = 0;
    for (const float value : from)
        squares += static_cast<double>(value) * static_cast<double>(value);
    if (!(squares > 0) || !std::isfinite(squares))
        return;
    const auto length = std::sqrt(squares);
    std::ranges::transform(from, to.begin(),
                           [length](float value) { return static_cast<float>(static_cast<double>(value) / length); });
}

void bringTogether(const Model& model, ProjectedMap& map)
{
    map.together = Matrix(map.rows.size(), model.dimension());
    map.togetherRows.resize(map.rows.size());
    std::iota(map.togetherRows.begin(), map.togetherRows.end(), 0U);
    for (std::size_t point = 0; point < map.rows.size(); ++point) {
        const auto from = point < map.films ? model.movies() : model.users();
        copyAsUnit(from.row(map.rows[point]), map.together.row(point));
    }
}

}  // namespace

std::optional<PrincipalComponents> principalComponents(MatrixView table, const std::vector<std::uint32_t>& rows,
                                                       std::size_t count, std::stop_token stop)
{
    try {
        return compute(table, rows, count, stop);
    } catch (const std::bad_alloc&) {
        return {};
    }
}

std::shared_ptr<const ProjectedMap> projectModel(const Model& model, MapOf of, std::optional<bool> includeUntrained,
                                                 std::stop_token stop)
{
    try {
        auto map = std::make_shared<ProjectedMap>();
        map->of = of;
        const bool untrained = includeUntrained.value_or(model.includesUntrainedByDefault());
        for (std::uint32_t row = 1; row < model.movies().rows && of != MapOf::Users; ++row)
            if (untrained || model.isTrained({row}))
                map->rows.push_back(row);
        map->films = map->rows.size();
        for (std::uint32_t row = 1; row < model.users().rows && of != MapOf::Films; ++row)
            map->rows.push_back(row);
        if (of == MapOf::Both)
            bringTogether(model, *map);
        auto components = principalComponents(map->table(model), map->tableRows(), 10, stop);
        if (!components)
            return {};
        map->components = std::move(*components);
        return map;
    } catch (const std::bad_alloc&) {
        return {};
    }
}

}  // namespace projectionist

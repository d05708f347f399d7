// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/axis_view.h"

#include "engine/core/parallel.h"
#include "engine/project/compared_rows.h"
#include "engine/project/principal_components.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <numeric>
#include <utility>

#include <Eigen/Core>

namespace projectionist {

namespace {

using Vector = Eigen::VectorXd;

constexpr std::size_t pointsPerBlock = 512;
constexpr double nothing = 1e-12;    // of a length, beside the lengths that it came from
constexpr double precision = 1e-10;  // of the gradient of a fit, beside that at its start

std::vector<std::uint32_t> firstOnes(std::size_t count)
{
    std::vector<std::uint32_t> points(count);
    std::iota(points.begin(), points.end(), 0U);
    return points;
}

auto inDouble(std::span<const float> row)
{
    return Eigen::Map<const Eigen::VectorXf>(row.data(), static_cast<Eigen::Index>(row.size())).cast<double>();
}

/// Some rows of a table minus their mean, as a linear map: only multiplied with, never laid out.
class CentredRows {
public:
    CentredRows(const Matrix& table, std::vector<std::uint32_t> points, const std::stop_token& stop)
        : m_table(table), m_points(std::move(points)), m_stop(stop)
    {
        m_mean = Vector::Zero(columns());
        const auto sum = transposed(Vector::Ones(static_cast<Eigen::Index>(m_points.size())));
        m_mean = sum / static_cast<double>(std::max<std::size_t>(m_points.size(), 1));
    }

    [[nodiscard]] const Vector& mean() const { return m_mean; }

    [[nodiscard]] Vector times(const Vector& vector) const
    {
        Vector result = Vector::Zero(static_cast<Eigen::Index>(m_points.size()));
        const auto middle = m_mean.dot(vector);
        forEachBlock([&](std::size_t, std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i)
                result[static_cast<Eigen::Index>(i)] = inDouble(row(i)).dot(vector) - middle;
        });
        return result;
    }

    [[nodiscard]] Vector transposed(const Vector& vector) const
    {
        const auto blocks = (m_points.size() + pointsPerBlock - 1) / pointsPerBlock;
        std::vector<Vector> sums(blocks);
        forEachBlock([&](std::size_t block, std::size_t begin, std::size_t end) {
            sums[block] = Vector::Zero(columns());
            for (auto i = begin; i < end; ++i)
                sums[block] += vector[static_cast<Eigen::Index>(i)] * (inDouble(row(i)) - m_mean);
        });
        Vector result = Vector::Zero(columns());
        for (const auto& sum : sums) {
            if (sum.size() > 0)
                result += sum;
        }
        return result;
    }

    /// Of the lengths of the rows, squared.
    [[nodiscard]] double squares() const
    {
        std::vector<double> sums((m_points.size() + pointsPerBlock - 1) / pointsPerBlock, 0.0);
        forEachBlock([&](std::size_t block, std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i)
                sums[block] += (inDouble(row(i)) - m_mean).squaredNorm();
        });
        return std::accumulate(sums.begin(), sums.end(), 0.0);
    }

private:
    [[nodiscard]] std::span<const float> row(std::size_t i) const { return m_table.row(m_points[i]); }
    [[nodiscard]] Eigen::Index columns() const { return static_cast<Eigen::Index>(m_table.columns()); }
    template <class Each>
    void forEachBlock(const Each& each) const
    {
        parallelFor((m_points.size() + pointsPerBlock - 1) / pointsPerBlock, [&](std::size_t block) {
            if (!m_stop.stop_requested())
                each(block, block * pointsPerBlock, std::min((block + 1) * pointsPerBlock, m_points.size()));
        });
    }

    const Matrix& m_table;
    std::vector<std::uint32_t> m_points;
    const std::stop_token& m_stop;
    Vector m_mean;
};

tl::unexpected<Error> noMemory()
{
    return failure(ErrorCode::OutOfMemory, "there is not enough memory for the axis. Show fewer points.");
}

struct Fit {
    Vector slope;
    double explained = 0;
};

/// Least squares by conjugate gradients; from 0 they find the shortest of several solutions. `values` about their mean.
Fit fit(const CentredRows& rows, const Vector& values, const std::stop_token& stop)
{
    auto rest = values;
    auto gradient = rows.transposed(rest);
    auto step = gradient;
    auto square = gradient.squaredNorm();
    const auto enough = square * precision * precision;
    Fit result{.slope = Vector::Zero(gradient.size())};
    for (Eigen::Index i = 0; i < 4 * gradient.size() + 20 && square > enough && !stop.stop_requested(); ++i) {
        const auto along = rows.times(step);
        const auto length = along.squaredNorm();
        if (!(length > 0))
            break;
        const auto factor = square / length;
        result.slope += factor * step;
        rest -= factor * along;
        gradient = rows.transposed(rest);
        const auto next = gradient.squaredNorm();
        step = gradient + (next / square) * step;
        square = next;
    }
    result.explained = std::clamp(1 - rest.squaredNorm() / values.squaredNorm(), 0.0, 1.0);
    return result;
}

}  // namespace

struct AxisView::Private {
    Private(MatrixView table, std::span<const std::uint32_t> rows, Distance distance) : compared(table, rows, distance)
    {
    }

    [[nodiscard]] std::size_t points() const { return compared.count(); }
    [[nodiscard]] bool knows(std::span<const std::uint32_t> some) const
    {
        return std::ranges::all_of(some, [&](std::uint32_t point) { return point < points(); });
    }

    /// Everything along a direction of any length but 0.
    [[nodiscard]] std::optional<Axis> along(const Vector& way, const Vector& origin, const std::stop_token& stop) const
    {
        const CentredRows rows(compared.table(), firstOnes(points()), stop);
        const Vector direction = way / way.norm();
        const auto places = rows.times(direction);
        const auto squares = rows.squares();
        if (stop.stop_requested())
            return {};
        Axis axis;
        for (const auto value : direction)
            axis.direction.push_back(static_cast<float>(value));
        const auto shift = (rows.mean() - origin).dot(direction);
        for (const auto place : places)
            axis.coordinates.push_back(static_cast<float>(place + shift));
        axis.varianceShare = squares > 0 ? std::clamp(places.squaredNorm() / squares, 0.0, 1.0) : 0;
        return axis;
    }

    ComparedRows compared;
};

AxisView::AxisView(std::unique_ptr<Private> own) : m_private(std::move(own)) {}
AxisView::AxisView(AxisView&&) noexcept = default;
AxisView& AxisView::operator=(AxisView&&) noexcept = default;
AxisView::~AxisView() = default;

Result<AxisView> AxisView::create(MatrixView table, std::span<const std::uint32_t> rows, Distance distance)
{
    try {
        return AxisView(std::make_unique<Private>(table, rows, distance));
    } catch (const std::bad_alloc&) {
        return noMemory();
    }
}

Result<std::optional<Axis>> AxisView::between(std::uint32_t from, std::uint32_t to, std::stop_token stop) const
{
    return between(std::span(&from, 1), std::span(&to, 1), std::move(stop));
}

Result<std::optional<Axis>> AxisView::between(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to,
                                              std::stop_token stop) const
{
    if (!m_private->knows(from) || !m_private->knows(to))
        return failure(ErrorCode::InvalidOption, "an end of the axis is not on the map.");
    if (from.empty() || to.empty())
        return failure(ErrorCode::Empty,
                       "one end of the axis is an empty group. Choose one that has something on the map.");
    try {
        const auto& table = m_private->compared.table();
        const auto origin = CentredRows(table, {from.begin(), from.end()}, stop).mean();
        const auto end = CentredRows(table, {to.begin(), to.end()}, stop).mean();
        if (stop.stop_requested())
            return std::nullopt;
        const Vector way = end - origin;
        if (!(way.norm() > nothing * std::max(origin.norm(), end.norm())))
            return failure(ErrorCode::Empty,
                           "both ends of the axis are at the same place: there is no direction from one to "
                           "the other. Choose another end.");
        return m_private->along(way, origin, stop);
    } catch (const std::bad_alloc&) {
        return noMemory();
    }
}

Result<std::optional<Axis>> AxisView::fitted(std::span<const double> values, std::stop_token stop) const
{
    if (values.size() != m_private->points())
        return failure(ErrorCode::Mismatch, "the axis has " + grouped(values.size()) + " values for " +
                                                grouped(m_private->points()) + " points.");
    try {
        std::vector<std::uint32_t> known;
        for (std::uint32_t point = 0; point < values.size(); ++point) {
            if (std::isfinite(values[point]))
                known.push_back(point);
        }
        Vector wanted(static_cast<Eigen::Index>(known.size()));
        for (std::size_t i = 0; i < known.size(); ++i)
            wanted[static_cast<Eigen::Index>(i)] = values[known[i]];
        if (known.empty() || !(wanted.maxCoeff() > wanted.minCoeff()))
            return failure(ErrorCode::Empty,
                           "the value has fewer than two different figures: no direction goes along with it.");
        wanted.array() -= wanted.mean();
        const CentredRows rows(m_private->compared.table(), std::move(known), stop);
        const auto found = fit(rows, wanted, stop);
        const auto scale = std::sqrt(rows.squares());
        if (stop.stop_requested())
            return std::nullopt;
        if (!(found.slope.norm() * scale > nothing * wanted.norm()))
            return failure(ErrorCode::Empty,
                           "the value has nothing to do with the vectors: no direction goes along with it.");
        auto axis = m_private->along(found.slope, rows.mean(), stop);
        if (axis)
            axis->explained = found.explained;
        return axis;
    } catch (const std::bad_alloc&) {
        return noMemory();
    }
}

Result<std::optional<Axis>> AxisView::component(std::size_t number, std::stop_token stop) const
{
    try {
        const auto& table = m_private->compared.table();
        const auto rows = firstOnes(m_private->points());
        const auto components = principalComponents(table, rows, number + 1, stop);
        if (stop.stop_requested())
            return std::nullopt;
        if (!components)
            return noMemory();
        if (components->axes.rows() <= number)
            return failure(ErrorCode::InvalidOption, "there are " + grouped(components->axes.rows()) +
                                                         " principal components; number " + grouped(number + 1) +
                                                         " is none of them.");
        const Vector way = inDouble(std::as_const(components->axes).row(number));
        return m_private->along(way, CentredRows(table, rows, stop).mean(), stop);
    } catch (const std::bad_alloc&) {
        return noMemory();
    }
}

}  // namespace projectionist

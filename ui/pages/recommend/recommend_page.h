// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/film_rows.h"
#include "ui/models/user_rows.h"
#include "ui/pages/model_page.h"

#include <memory>

class QCheckBox;
class QComboBox;
class QMenu;
class QSpinBox;
class QStackedLayout;

namespace projectionist {

class EmptyState;
class Label;
class Panel;
class SearchField;
class SegmentedControl;
class TableView;
class UserCard;

/// Recommendations for one user beside what they rated.
class RecommendPage : public ModelPage {
    Q_OBJECT

public:
    explicit RecommendPage(Session& session, QWidget* parent = nullptr);
    ~RecommendPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override { return model() != nullptr; }
    [[nodiscard]] QString statusText() const override;

protected:
    void showModel() override;
    void showEvent(QShowEvent* event) override;

private:
    void buildUsers();
    void buildList();
    void fillExportMenu(QMenu& menu);
    void showUsers();
    void showUser();
    void showList();
    [[nodiscard]] RecommendOptions options() const;
    [[nodiscard]] QString userId() const;
    void exportAllUsers();
    void exportAllScoresOfUser();
    void exportMatrix();

    std::shared_ptr<const Dataset> m_shownDataset;
    std::shared_ptr<QString> m_searchedUsers = std::make_shared<QString>();  ///< Folded: the list of users reads it.
    std::optional<UserRow> m_user;
    Panel* m_userPanel;
    SearchField* m_search = nullptr;
    Label* m_userCount = nullptr;
    RowsModel<UserListRow>* m_users = nullptr;
    TableView* m_userTable = nullptr;
    Panel* m_ratedPanel;
    RowsModel<RatedRow>* m_rated = nullptr;
    TableView* m_ratedTable = nullptr;
    UserCard* m_card;
    Panel* m_listPanel;
    SegmentedControl* m_hide = nullptr;
    QSpinBox* m_k = nullptr;
    QComboBox* m_genre = nullptr;
    QSpinBox* m_minimum = nullptr;
    QCheckBox* m_untrained = nullptr;
    RowsModel<RecommendedRow>* m_list = nullptr;
    TableView* m_listTable = nullptr;
    QStackedLayout* m_stack = nullptr;
    EmptyState* m_nothing = nullptr;
};

}  // namespace projectionist

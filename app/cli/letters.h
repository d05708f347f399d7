// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

namespace projectionist::cli {

inline constexpr int letterColumns = 5;
inline constexpr int letterRows = 9;
inline constexpr char firstLetter = ' ';

/// Letters for pictures, from the space to the tilde: a digit for each row from the top, 0 to 9 and A to V for 0 to 31,
/// whose bits are the columns, the highest at the left. The seventh row is the base line; rows that are not there are
/// blank.
// clang-format off
inline constexpr std::array<std::string_view, 95> letters{
    "",          "4444404",   "AAA",      "AAVAVAA",  "4FKE5U4",    // space ! " # $
    "OP248J3",   "8KK8LID",   "444",      "2488842",  "8422248",    // % & ' ( )
    "04LEL4",    "044V44",    "00000C48", "000V",     "00000CC",    // * + , - .
    "001248G",   "EHJLPHE",   "4C4444E",  "EH1248V",  "V2421HE",    // / 0 1 2 3
    "26AIV22",   "VGU11HE",   "68GUHHE",  "V124888",  "EHHEHHE",    // 4 5 6 7 8
    "EHHF12C",   "0CC0CC",    "0CC0C48",  "248G842",  "00V0V",      // 9 : ; < =
    "8421248",   "EH12404",   "EH1DLLE",  "EHHVHHH",  "UHHUHHU",    // > ? @ A B
    "EHGGGHE",   "SIHHHIS",   "VGGUGGV",  "VGGUGGG",  "EHGNHHF",    // C D E F G
    "HHHVHHH",   "E44444E",   "72222IC",  "HIKOKIH",  "GGGGGGV",    // H I J K L
    "HRLLHHH",   "HHPLJHH",   "EHHHHHE",  "UHHUGGG",  "EHHHLID",    // M N O P Q
    "UHHUKIH",   "FGGE11U",   "V444444",  "HHHHHHE",  "HHHHHA4",    // R S T U V
    "HHHLLLA",   "HHA4AHH",   "HHHA444",  "V1248GV",  "E88888E",    // W X Y Z [
    "0G8421",    "E22222E",   "4AH",      "0000000V", "84",         // \ ] ^ _ `
    "00E1FHF",   "GGMPHHU",   "00EGGHE",  "11DJHHF",  "00EHVGE",    // a b c d e
    "698S888",   "00FHHF1HE", "GGMPHHH",  "40C444E",  "2062222IC",  // f g h i j
    "GGIKOKI",   "C44444E",   "00QLLHH",  "00MPHHH",  "00EHHHE",    // k l m n o
    "00UHHUGGG", "00FHHF111", "00MPGGG",  "00EGE1U",  "88S8896",    // p q r s t
    "00HHHJD",   "00HHHA4",   "00HHLLA",  "00HA4AH",  "00HHHHF1E",  // u v w x y
    "00V248V",   "2448442",   "4444444",  "8442448",  "008L2",      // z { | } ~
};
// clang-format on

}  // namespace projectionist::cli

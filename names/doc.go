// Package names answers: may these two names be the same name, how much alike
// are they, and why?
//
// [Parse] cleans a name and cuts it into parts with tags: given, family,
// patronymic, title, legal form, business word, number. [Compare] aligns two
// parsed names and says for every part what it met: the same word, the same
// thing in other words (a spelling, a pet name, a legal form of the same
// class), a word that differs by a few letters, or nothing. [Name.Keys] gives
// the ways to look a name up besides its words, and [Reach] rules out names that
// cannot come near, without comparing them.
//
// # The score
//
// The score is the mean of the pairs' scores by their weights. Letters are
// compared by an alignment with costs: letters that look alike cost less,
// digits more, and what a word can take grows with the logarithm of its length,
// so that Li and Lu stay apart and Scholz meets Scholze. What only the query
// says weighs more than what only the list says, and what a rich list entry says
// beyond the query is bounded. A middle name or patronymic that one side lacks
// says little; two that differ stand against each other. Numbers are never
// compared by letters.
//
// The model of costs and weights follows logic-v2 of OpenSanctions nomenklatura
// (its published rules, not its code); where this package departs from it, the
// constants say so.
//
// # Other scripts
//
// Names in different scripts are compared by sound. Cyrillic, Greek, Armenian,
// Georgian, Thai, kana and Hebrew letters are written in Latin ones and both
// sides brought to rows of sounds that all habits of romanising share (Sergei,
// Serguei, Сергей). Arabic, Persian, Urdu, Pashto and Hebrew are compared by
// consonants and by where long vowels stand, without articles and particles, what
// belongs together joined (Abd al-Rahman, Abdurrahman, عبد الرحمن). Korean names
// are the same when all their syllables are, in whatever romanisation, in Hangul
// or in Han characters; Chinese ones likewise, in pinyin, Wade-Giles or the
// Cantonese of Hong Kong (Xi Jinping, Hsi Chin-p'ing, 習近平). Names of
// organisations in Han and Hangul are cut into place, brand, business and form.
//
// # Limits
//
// Two Chinese names in Latin letters that may be read alike (Chang Chen, Zhang
// Zhen) are alike only just: which romanisation was meant is not known. Japanese names in Han
// characters are read as Chinese and Korean only. Indic, Ethiopic, Khmer and
// other scripts meet only themselves. A name is cut at 512 characters and 24
// parts.
//
// The tables of legal forms, business words, places, titles and spellings are
// the package's own; the readings of Han characters are the Unihan database's.
package names

// What the passes of canny share: words of scratch pictures and the numbers in them.
//
// Squares of magnitudes are whole numbers or the bits of floats that are not negative: both compare as unsigned words.

// Which neighbours a gradient looks at.
const uint kAcross = 0u, kDown = 1u, kFalling = 2u, kRising = 3u;

// Labels of pixels: of none; of certain edges; else one more than the place of a pixel of the same edge (a word's index in
// the plane), at most the own. Labels only ever get smaller, so that all ways along them end.
const uint kNoEdge = 0xFFFFFFFFu, kCertain = 0u;

uint word_index(Picture p, int x, int y) { return uint(y) * p.row_words + uint(x); }
uint label_of_place(uint index) { return index + 1u; }

// What a formula gets and gives. A formula is a function of one file in formulas/, written for four neighbouring pixels
// of a row at once; how it is called depends on its kind (see README.md):
//
//   sample   vec4 NAME(vec4 samples, NAME_parameters p)                              each colour channel by itself
//   color    void NAME(inout vec4 red, inout vec4 green, inout vec4 blue, NAME_parameters p)
//   pixel    Pixels NAME(Pixels a, Pixels b, Pixels c, Place at, NAME_parameters p)  anything else
struct Pixels {
  vec4 channel[4];
};

struct Place {
  ivec2 first;    // pixel of the picture, a multiple of 4 along x
  ivec2 size;     // of the picture that is made
  int channels;   // of the picture that is made
};

float table(uint i);

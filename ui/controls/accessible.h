// What assistive technology sees of the painted controls: a NumberField is a spin box with value, range and step; a
// Sparkbar a progress bar. Labels come from accessibleName, which every user of a control has to set.
#pragma once

class QWidget;

namespace lightbench::ui {

// Registers the interfaces once; called by the controls themselves.
void installAccessibleControls();
// Tells assistive technology that the widget's value has changed. Cheap when nothing listens.
void announceValue(QWidget* widget);

}  // namespace lightbench::ui

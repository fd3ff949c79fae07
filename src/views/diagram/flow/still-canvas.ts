/** What all pictures ask of React Flow: a canvas to look at and to move, on which nothing is dragged, joined or selected. */
import type { ReactFlowProps } from '@xyflow/react';

export const stillCanvas = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  panOnScroll: true,
  zoomOnDoubleClick: false,
  disableKeyboardA11y: true,
  // Its makers are named in the legend, where no picture lies over their name.
  proOptions: { hideAttribution: true },
  // Its keys would take the space bar from the editor.
  deleteKeyCode: null,
  selectionKeyCode: null,
  panActivationKeyCode: null,
  zoomActivationKeyCode: null,
  multiSelectionKeyCode: null,
} as const satisfies ReactFlowProps;

"""Shading: a material's node tree, written like arithmetic.

Only nodes and sockets that Blender 4.2 to 5.2 share are used. Sockets are addressed by identifier or by place
where their label changed between versions ("Fac" became "Factor").
"""

from __future__ import annotations

from collections.abc import Sequence

from ..node_tree import Nodes, Number, Socket, Triple, new_material

UV_LAYER = "metres"
"""The UV layer of room surfaces: along and up the surface, in metres."""


class Shading(Nodes):
    """Builds the node tree of one material; each method adds a node and returns its output socket."""

    def __init__(self, name: str) -> None:
        self.material, nodes = new_material(name)
        super().__init__(nodes.tree)

    def metres(self) -> Socket:
        """The surface's own coordinates (u, v, 0) in metres."""
        return self.node("ShaderNodeUVMap", uv_map=UV_LAYER).outputs["UV"]

    def placed(self, shift: Sequence[float], turn: float = 0.0, scale: float = 1.0) -> Socket:
        """Coordinates in metres, scaled, turned by `turn` radians, and moved by `shift` metres."""
        node = self.node("ShaderNodeMapping")
        self.feed(node.inputs["Vector"], self.metres())
        self.feed(node.inputs["Scale"], (scale, scale, scale))
        self.feed(node.inputs["Rotation"], (0.0, 0.0, turn))
        self.feed(node.inputs["Location"], (shift[0], shift[1], 0.0))
        return node.outputs["Vector"]

    def split(self, vector: Socket) -> tuple[Socket, Socket]:
        """The x and y of a vector."""
        return self.xyz(vector)[:2]

    def join(self, x: Number, y: Number, z: Number = 0.0) -> Socket:
        """A vector of three numbers."""
        node = self.node("ShaderNodeCombineXYZ")
        for socket, value in zip(node.inputs, (x, y, z), strict=True):
            self.feed(socket, value)
        return node.outputs[0]

    def step(self, value: Number, low: Number, high: Number) -> Socket:
        """0 up to `low`, 1 from `high`, linear in between; falls from 1 to 0 if `low` is larger than `high`."""
        node = self.node("ShaderNodeMapRange", clamp=True)
        for name, given in (("Value", value), ("From Min", low), ("From Max", high)):
            self.feed(node.inputs[name], given)
        return node.outputs[0]

    def mix(self, factor: Number, a: Triple, b: Triple) -> Socket:
        """Colour a at factor 0, colour b at 1."""
        node = self.node("ShaderNodeMix", data_type="RGBA", clamp_factor=True)
        by_identifier = {socket.identifier: socket for socket in node.inputs}
        self.feed(by_identifier["Factor_Float"], factor)
        self.feed(by_identifier["A_Color"], a)
        self.feed(by_identifier["B_Color"], b)
        return next(socket for socket in node.outputs if socket.identifier == "Result_Color")

    def around(self, value: Socket, spread: float, centre: float = 1.0) -> Socket:
        """A random `value` in [0, 1], moved to a centre and a spread."""
        return self.math("MULTIPLY_ADD", value, spread, centre - spread / 2.0)

    def leaning(self, dice: Socket, slope: float) -> Socket:
        """The surface's normal, tilted by up to about `slope` / 2 in each direction by three random numbers.

        Costs a fraction of bump, which evaluates its height and all inputs of it three times.
        """
        half = -slope / 2.0
        tipped = self.vector("MULTIPLY_ADD", dice, (slope, slope, slope), (half, half, half))
        normal = self.vector("ADD", tipped, self.node("ShaderNodeNewGeometry").outputs["Normal"])
        return self.vector("NORMALIZE", normal, (0.0, 0.0, 0.0))

    def noise(self, vector: Socket, size: float, octaves: float = 0.0, warp: float = 0.0) -> Socket:
        """Smooth noise in about [0.25, 0.75] around 0.5, with features of `size` metres, in two dimensions.

        Each octave above the first costs as much as the first; bump reads its height three times.
        """
        node = self.node("ShaderNodeTexNoise", noise_dimensions="2D")
        self.feed(node.inputs["Vector"], vector)
        self.feed(node.inputs["Scale"], 1.0 / size)
        self.feed(node.inputs["Detail"], octaves)
        self.feed(node.inputs["Distortion"], warp)
        return node.outputs[0]

    def cells(self, vector: Socket, size: float, stretch: float = 1.0) -> tuple[Socket, Socket]:
        """Cells of about `size` metres (Worley 1996): distance from the cell's middle, and the cell's random colour."""
        node = self.node("ShaderNodeTexVoronoi", voronoi_dimensions="2D")
        if stretch != 1.0:
            vector = self.vector("MULTIPLY", vector, (1.0, 1.0 / stretch, 1.0))
        self.feed(node.inputs["Vector"], vector)
        self.feed(node.inputs["Scale"], 1.0 / size)
        return node.outputs["Distance"], node.outputs["Color"]

    def random(self, vector: Socket) -> tuple[Socket, Socket]:
        """A random number in [0, 1] and a random colour for each whole-numbered vector."""
        node = self.node("ShaderNodeTexWhiteNoise", noise_dimensions="3D")
        self.feed(node.inputs["Vector"], vector)
        return node.outputs["Value"], node.outputs["Color"]

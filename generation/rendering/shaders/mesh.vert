#version 330 core
// pyrender fills in NORMAL_LOC and COLOR_0_LOC. M only moves and widens the floor, a disc of radius 1.

layout(location = 0) in vec3 position;
layout(location = NORMAL_LOC) in vec3 normal;

uniform mat4 M;
uniform mat4 V;
uniform mat4 P;

out vec3 world_position;
out vec3 world_normal;

#ifdef COLOR_0_LOC
layout(location = COLOR_0_LOC) in vec4 color_0;
out vec2 on_disc;
#endif

void main()
{
    vec4 world = M * vec4(position, 1.0);
    gl_Position = P * V * world;
    world_position = world.xyz;
    world_normal = normal;
#ifdef COLOR_0_LOC
    on_disc = position.xz * color_0.a;
#endif
}

#version 330 core
// pyrender fills in NORMAL_LOC and COLOR_0_LOC. M only moves the floor.

layout(location = 0) in vec3 position;
layout(location = NORMAL_LOC) in vec3 normal;

uniform mat4 M;
uniform mat4 V;
uniform mat4 P;

out vec3 world_position;
out vec3 world_normal;

#ifdef COLOR_0_LOC
layout(location = COLOR_0_LOC) in vec4 color_0;
out float presence;
#endif

void main()
{
    vec4 world = M * vec4(position, 1.0);
    gl_Position = P * V * world;
    world_position = world.xyz;
    world_normal = normal;
#ifdef COLOR_0_LOC
    presence = color_0.a;
#endif
}

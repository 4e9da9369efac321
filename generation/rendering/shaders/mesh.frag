#version 330 core
#extension GL_ARB_texture_gather : require
// The body, and the floor (the mesh with vertex colours). The words LOOK_... are numbers of look.py.

struct DirectionalLight {
    vec3 direction;
    sampler2D shadow_map;
    mat4 light_matrix;
};

uniform DirectionalLight directional_lights[1];

uniform vec3 to_fill;

in vec3 world_position;
in vec3 world_normal;
#ifdef COLOR_0_LOC
in vec2 on_disc;
#endif

out vec4 frag_color;

// Share of the key light that arrives: the mean of 3 x 3 shadow map texels, bilinear between texels, four at a time.
float lit(vec3 position)
{
    vec3 map = (directional_lights[0].light_matrix * vec4(position, 1.0)).xyz * 0.5 + 0.5;
    vec2 size = vec2(textureSize(directional_lights[0].shadow_map, 0));
    vec2 texel = map.xy * size - 0.5;
    vec2 corner = floor(texel);
    if (any(lessThan(corner, vec2(1.0))) || any(greaterThan(corner, size - 3.0))) return 1.0;
    vec2 part = texel - corner;
    vec2 x[2] = vec2[2](vec2(1.0 - part.x, 1.0), vec2(1.0, part.x));
    vec2 y[2] = vec2[2](vec2(1.0 - part.y, 1.0), vec2(1.0, part.y));
    float sum = 0.0;
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 2; column++) {
            vec2 between = (corner + 2.0 * vec2(column, row)) / size; // the point where four texels meet
            vec4 near = step(vec4(map.z), textureGather(directional_lights[0].shadow_map, between));
            sum += y[row].x * dot(x[column], near.wz) + y[row].y * dot(x[column], near.xy);
        }
    }
    return sum / 9.0;
}

void main()
{
#ifdef COLOR_0_LOC
    float inside = max(1.0 - length(on_disc), 0.0);
    float presence = inside * inside * (3.0 - 2.0 * inside);
    frag_color = vec4(0.0, 0.0, 0.0, presence * (LOOK_FLOOR_DARKNESS + LOOK_SHADOW_DARKNESS * (1.0 - lit(world_position))));
#else
    vec3 normal = normalize(world_normal);
    float key = max(dot(normal, -directional_lights[0].direction), 0.0);
    if (key > 0.0) key *= lit(world_position + normal * LOOK_NORMAL_OFFSET);
    float light = mix(LOOK_AMBIENT_BELOW, LOOK_AMBIENT_ABOVE, 0.5 + 0.5 * normal.y)
        + LOOK_KEY * key + LOOK_FILL * max(dot(normal, to_fill), 0.0);
    vec3 linear = LOOK_ALBEDO * light;
    vec3 over = max(linear - LOOK_SHOULDER, 0.0) / (1.0 - LOOK_SHOULDER);
    vec3 compressed = min(linear, LOOK_SHOULDER) + (1.0 - LOOK_SHOULDER) * (1.0 - exp(-over));
    frag_color = vec4(pow(compressed, vec3(LOOK_TONE)), 1.0);
#endif
}

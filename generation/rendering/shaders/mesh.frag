#version 330 core
#extension GL_ARB_texture_gather : require
// The look of all videos. The body: matte grey, hemispheric ambient, one key light with a soft shadow, a weak fill.
// The floor (the mesh with vertex colours): nothing but darkness over the background, fading out towards its rim.

struct DirectionalLight {
    vec3 direction;
    sampler2D shadow_map;
    mat4 light_matrix;
};

uniform DirectionalLight directional_lights[1];

in vec3 world_position;
in vec3 world_normal;
#ifdef COLOR_0_LOC
in float presence;
#endif

out vec4 frag_color;

const float ALBEDO = 0.66;
const float AMBIENT_BELOW = 0.27;
const float AMBIENT_ABOVE = 0.53;
const float KEY = 0.64;
const float FILL = 0.15;
const vec3 FILL_DIRECTION = vec3(-0.756, 0.252, 0.605);
const float TONE = 0.87;           // display curve
const float FLOOR_DARKNESS = 0.07;
const float SHADOW_DARKNESS = 0.30;
const float NORMAL_OFFSET = 0.014; // metres the lookup moves off the surface: no acne

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
    float dark = FLOOR_DARKNESS + SHADOW_DARKNESS * (1.0 - lit(world_position));
    frag_color = vec4(0.0, 0.0, 0.0, presence * dark);
#else
    vec3 normal = normalize(world_normal);
    float key = max(dot(normal, -directional_lights[0].direction), 0.0);
    if (key > 0.0) key *= lit(world_position + normal * NORMAL_OFFSET);
    float light = mix(AMBIENT_BELOW, AMBIENT_ABOVE, 0.5 + 0.5 * normal.y)
        + KEY * key + FILL * max(dot(normal, FILL_DIRECTION), 0.0);
    frag_color = vec4(vec3(pow(min(ALBEDO * light, 1.0), TONE)), 1.0);
#endif
}

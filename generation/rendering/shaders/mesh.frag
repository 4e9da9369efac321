#version 330 core
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

// Share of the key light that arrives: the mean of 3 x 3 shadow map texels, bilinear between texels.
float lit(vec3 position)
{
    vec3 map = (directional_lights[0].light_matrix * vec4(position, 1.0)).xyz * 0.5 + 0.5;
    ivec2 size = textureSize(directional_lights[0].shadow_map, 0);
    vec2 texel = map.xy * vec2(size) - 0.5;
    ivec2 corner = ivec2(floor(texel));
    if (any(lessThan(corner, ivec2(1))) || any(greaterThan(corner, size - 3))) return 1.0;
    vec2 part = texel - vec2(corner);
    vec4 wx = vec4(1.0 - part.x, 1.0, 1.0, part.x);
    vec4 wy = vec4(1.0 - part.y, 1.0, 1.0, part.y);
    float sum = 0.0;
    for (int row = 0; row < 4; row++) {
        vec4 depth = vec4(
            texelFetch(directional_lights[0].shadow_map, corner + ivec2(-1, row - 1), 0).r,
            texelFetch(directional_lights[0].shadow_map, corner + ivec2(0, row - 1), 0).r,
            texelFetch(directional_lights[0].shadow_map, corner + ivec2(1, row - 1), 0).r,
            texelFetch(directional_lights[0].shadow_map, corner + ivec2(2, row - 1), 0).r);
        sum += wy[row] * dot(wx, step(vec4(map.z), depth));
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

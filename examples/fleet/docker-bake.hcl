# Judges images as builds that add nothing: the gate looks at each as at any other result. Nothing is exported; what a builder
# has looked at once, it knows by its content. One image that is refused ends the run: bake.sh gives each a run of its own.
variable "IMAGES" {
  default = ""
}

variable "GATE" {
  default = "registry.example.invalid/minestop@sha256:DIGEST"
}

group "default" {
  targets = ["image"]
}

target "image" {
  matrix = {
    image = compact(split(",", IMAGES))
  }
  name              = "image-${substr(sha512(image), 0, 16)}"
  args              = { BUILDKIT_SYNTAX = GATE }
  dockerfile-inline = "FROM ${image}"
  output            = ["type=cacheonly"]
}

# One clock on every kiosk.
job "clock" {
  type        = "system"
  datacenters = ["*"]
  node_pool   = "external"

  group "clock" {
    task "clock" {
      driver = "exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "while :; do date; sleep 60; done"]
      }

      resources {
        cpu    = 20
        memory = 16
      }
    }
  }
}

variable "version" {}

job "shop" {
  node_pool   = "external"
  datacenters = ["*"]

  update {
    health_check     = "task_states"
    min_healthy_time = "1s"
  }

  group "web" {
    count = 2

    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "web" {
      driver = "raw_exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "test ${var.version} != broken && exec sleep 900"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}

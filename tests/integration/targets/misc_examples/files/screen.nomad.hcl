variable "version" {
  type = string
}

job "screen" {
  meta {
    version = var.version
  }

  group "screen" {
    update {
      min_healthy_time = "100ms"
      healthy_deadline = "30s"
      progress_deadline = "1m"
      health_check     = "task_states"
    }

    task "screen" {
      driver = "raw_exec"

      config {
        command = "/bin/sleep"
        args    = ["600"]
      }

      resources {
        cpu    = 20
        memory = 10
      }
    }
  }
}

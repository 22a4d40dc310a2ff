# No secret here: what the job may read and register follows from who it is.
variable "turn" {
  type = string
}

job "shop" {
  meta {
    turn = var.turn
  }

  # The defaults are for real services: a test has no ten seconds to see that one stays healthy.
  update {
    min_healthy_time = "1s"
  }

  group "shop" {
    network {
      port "http" {}
    }

    service {
      name     = "shop"
      port     = "http"
      provider = "consul"

      check {
        type     = "http"
        path     = "/"
        interval = "1s"
        timeout  = "1s"
      }
    }

    task "shop" {
      driver = "exec"

      config {
        command = "/usr/bin/python3"
        args    = ["-m", "http.server", "--directory", "${NOMAD_TASK_DIR}/public", "${NOMAD_PORT_http}"]
      }

      vault {}

      template {
        destination = "local/public/index.html"
        data        = "{{ with secret \"secret/data/default/shop/word\" }}{{ .Data.data.word }}{{ end }}"
      }

      resources {
        memory = 64
      }
    }
  }
}


use builtin;
use str;

set edit:completion:arg-completer[kubectl-daemonset_lint] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'kubectl-daemonset_lint'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'kubectl-daemonset_lint'= {
            cand --context 'The context of the kubeconfig to read; implies --cluster; repeatable'
            cand --kubeconfig 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config'
            cand --as 'Read as this user (impersonation)'
            cand --as-group 'Read as a member of this group (impersonation); repeatable'
            cand --request-timeout 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes'
            cand -n 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand --namespace 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand -l 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --selector 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --color 'When to use colours'
            cand --cluster 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
            cand --all-contexts 'Read every context of the kubeconfig; implies --cluster'
            cand -A 'The DaemonSets of all namespaces, which is the default'
            cand --all-namespaces 'The DaemonSets of all namespaces, which is the default'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'Check manifests for mistakes'
            cand coverage 'Print on which nodes each DaemonSet lands, and why not on the others'
            cand overhead 'Print what all DaemonSets together take from each kind of node'
            cand diff 'Print what a change does to coverage, requests and findings'
            cand snapshot 'Write the nodes of a cluster as a small file for --nodes'
            cand explain 'Print the page of a rule: what it reports, why, and what to do'
            cand rules 'Print the table of all rules'
            cand completion 'Print the completion script of a shell'
            cand __complete 'Print completions for kubectl; called by `kubectl_complete-daemonset_lint`'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kubectl-daemonset_lint;check'= {
            cand -f 'The same as PATH, as kubectl users type it'
            cand --filename 'The same as PATH, as kubectl users type it'
            cand --exclude 'Leave out paths that match; repeatable'
            cand --nodes 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable'
            cand --config 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards'
            cand --pods 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty'
            cand --context 'The context of the kubeconfig to read; implies --cluster; repeatable'
            cand --kubeconfig 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config'
            cand --as 'Read as this user (impersonation)'
            cand --as-group 'Read as a member of this group (impersonation); repeatable'
            cand --request-timeout 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes'
            cand -n 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand --namespace 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand -l 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --selector 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --fail-on 'Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise'
            cand --select 'Run only these rules; repeatable, or separated by commas'
            cand --ignore 'Do not run these rules; repeatable, or separated by commas'
            cand --preset 'The rules to start from, in place of the config''s: those on by default, or all'
            cand --baseline 'Hide the findings that this file knows; only others are told and count'
            cand -o 'Format, and the file to write it to instead of standard output: human, compact, json; repeatable'
            cand --output 'Format, and the file to write it to instead of standard output: human, compact, json; repeatable'
            cand --stdin-filename 'The name under which findings in standard input are reported'
            cand --color 'When to use colours'
            cand --no-config 'Leave configs alone: what they exclude, turn off or name does not count'
            cand --cluster 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
            cand --all-contexts 'Read every context of the kubeconfig; implies --cluster'
            cand -A 'The DaemonSets of all namespaces, which is the default'
            cand --all-namespaces 'The DaemonSets of all namespaces, which is the default'
            cand --no-ignores 'Report what comments and annotations in the manifests ask to leave out, too'
            cand --fail-on-skipped 'Exit with 2 if documents were left alone: templates, and parts of objects'
            cand --fail-if-none 'Exit with 2 if there is no DaemonSet'
            cand --print-config 'Print what is in force and where each value comes from, and check nothing'
            cand --write-baseline 'Write today''s findings to the file of --baseline (without it: .daemonset-lint-baseline.json), in place of what it knew'
            cand --fix 'Apply safe fixes, then report what is left; standard input goes fixed to standard output'
            cand --unsafe-fixes 'Apply fixes that a person has to look at, too; implies --fix'
            cand --diff 'Print what --fix (or --unsafe-fixes) would change as a diff, and change nothing; exits with 1 if it would'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;coverage'= {
            cand -f 'The same as PATH, as kubectl users type it'
            cand --filename 'The same as PATH, as kubectl users type it'
            cand --exclude 'Leave out paths that match; repeatable'
            cand --nodes 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable'
            cand --config 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards'
            cand --pods 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty'
            cand --context 'The context of the kubeconfig to read; implies --cluster; repeatable'
            cand --kubeconfig 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config'
            cand --as 'Read as this user (impersonation)'
            cand --as-group 'Read as a member of this group (impersonation); repeatable'
            cand --request-timeout 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes'
            cand -n 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand --namespace 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand -l 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --selector 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --ready-after 'How long a new pod takes until it is ready, such as 30s or 2m: rollouts are then told in time'
            cand -o 'Format, and the file to write it to instead of standard output: table, wide, json, metrics; repeatable'
            cand --output 'Format, and the file to write it to instead of standard output: table, wide, json, metrics; repeatable'
            cand --color 'When to use colours'
            cand --no-config 'Leave configs alone: what they exclude, turn off or name does not count'
            cand --cluster 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
            cand --all-contexts 'Read every context of the kubeconfig; implies --cluster'
            cand -A 'The DaemonSets of all namespaces, which is the default'
            cand --all-namespaces 'The DaemonSets of all namespaces, which is the default'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;overhead'= {
            cand -f 'The same as PATH, as kubectl users type it'
            cand --filename 'The same as PATH, as kubectl users type it'
            cand --exclude 'Leave out paths that match; repeatable'
            cand --nodes 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable'
            cand --config 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards'
            cand --pods 'Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them nodes count as empty'
            cand --context 'The context of the kubeconfig to read; implies --cluster; repeatable'
            cand --kubeconfig 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config'
            cand --as 'Read as this user (impersonation)'
            cand --as-group 'Read as a member of this group (impersonation); repeatable'
            cand --request-timeout 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes'
            cand -n 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand --namespace 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand -l 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --selector 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand -o 'Format, and the file to write it to instead of standard output: table, wide, json, markdown; repeatable'
            cand --output 'Format, and the file to write it to instead of standard output: table, wide, json, markdown; repeatable'
            cand --color 'When to use colours'
            cand --no-config 'Leave configs alone: what they exclude, turn off or name does not count'
            cand --cluster 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
            cand --all-contexts 'Read every context of the kubeconfig; implies --cluster'
            cand -A 'The DaemonSets of all namespaces, which is the default'
            cand --all-namespaces 'The DaemonSets of all namespaces, which is the default'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;diff'= {
            cand -f 'The same as PATH, as kubectl users type it'
            cand --filename 'The same as PATH, as kubectl users type it'
            cand --exclude 'Leave out paths that match; repeatable'
            cand --nodes 'Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for standard input; repeatable'
            cand --config 'The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards'
            cand --context 'The context of the kubeconfig to read; implies --cluster; repeatable'
            cand --kubeconfig 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config'
            cand --as 'Read as this user (impersonation)'
            cand --as-group 'Read as a member of this group (impersonation); repeatable'
            cand --request-timeout 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes'
            cand -n 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand --namespace 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand -l 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --selector 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --since 'Compare the work tree with this git revision'
            cand --fail-on 'Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise'
            cand --select 'Run only these rules; repeatable, or separated by commas'
            cand --ignore 'Do not run these rules; repeatable, or separated by commas'
            cand --preset 'The rules to start from, in place of the config''s: those on by default, or all'
            cand --baseline 'Hide the findings that this file knows; only others are told and count'
            cand -o 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable'
            cand --output 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable'
            cand --color 'When to use colours'
            cand --no-config 'Leave configs alone: what they exclude, turn off or name does not count'
            cand --cluster 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
            cand --all-contexts 'Read every context of the kubeconfig; implies --cluster'
            cand -A 'The DaemonSets of all namespaces, which is the default'
            cand --all-namespaces 'The DaemonSets of all namespaces, which is the default'
            cand --no-ignores 'Report what comments and annotations in the manifests ask to leave out, too'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;snapshot'= {
            cand --nodes 'A list of nodes to write down, in place of the nodes of the cluster; - for standard input; repeatable'
            cand --pods 'Also write down what the pods on each node take; with --nodes from this file, repeatable'
            cand --context 'The context of the kubeconfig to read; implies --cluster; repeatable'
            cand --kubeconfig 'The kubeconfig, in place of $KUBECONFIG or ~/.kube/config'
            cand --as 'Read as this user (impersonation)'
            cand --as-group 'Read as a member of this group (impersonation); repeatable'
            cand --request-timeout 'How long a single request may take, such as 5, 30s or 2m; 0 for as long as it takes'
            cand -n 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand --namespace 'Only the DaemonSets of this namespace; also the namespace of manifests that name none'
            cand -l 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand --selector 'Only DaemonSets of the cluster whose labels match, as in kubectl: app=agent, tier in (a, b), !legacy'
            cand -o 'The file to write to instead of standard output'
            cand --output 'The file to write to instead of standard output'
            cand --color 'When to use colours'
            cand --cluster 'Read nodes, pods and, without PATH, the DaemonSets from the cluster of the current context'
            cand --all-contexts 'Read every context of the kubeconfig; implies --cluster'
            cand -A 'The DaemonSets of all namespaces, which is the default'
            cand --all-namespaces 'The DaemonSets of all namespaces, which is the default'
            cand --anonymize 'Leave out the names of nodes, and values of labels and taints that identify a machine, an account or a cluster'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;explain'= {
            cand --color 'When to use colours'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;rules'= {
            cand -o 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable'
            cand --output 'Format, and the file to write it to instead of standard output: table, json, markdown; repeatable'
            cand --color 'When to use colours'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;completion'= {
            cand --color 'When to use colours'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;__complete'= {
            cand --color 'When to use colours'
            cand -q 'Print results only: no summary, no remarks about the run'
            cand --quiet 'Print results only: no summary, no remarks about the run'
            cand -v 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand --verbose 'Print more about the run: every document that was passed over and every finding that was left out, and why'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'kubectl-daemonset_lint;help'= {
            cand check 'Check manifests for mistakes'
            cand coverage 'Print on which nodes each DaemonSet lands, and why not on the others'
            cand overhead 'Print what all DaemonSets together take from each kind of node'
            cand diff 'Print what a change does to coverage, requests and findings'
            cand snapshot 'Write the nodes of a cluster as a small file for --nodes'
            cand explain 'Print the page of a rule: what it reports, why, and what to do'
            cand rules 'Print the table of all rules'
            cand completion 'Print the completion script of a shell'
            cand __complete 'Print completions for kubectl; called by `kubectl_complete-daemonset_lint`'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kubectl-daemonset_lint;help;check'= {
        }
        &'kubectl-daemonset_lint;help;coverage'= {
        }
        &'kubectl-daemonset_lint;help;overhead'= {
        }
        &'kubectl-daemonset_lint;help;diff'= {
        }
        &'kubectl-daemonset_lint;help;snapshot'= {
        }
        &'kubectl-daemonset_lint;help;explain'= {
        }
        &'kubectl-daemonset_lint;help;rules'= {
        }
        &'kubectl-daemonset_lint;help;completion'= {
        }
        &'kubectl-daemonset_lint;help;__complete'= {
        }
        &'kubectl-daemonset_lint;help;help'= {
        }
    ]
    $completions[$command]
}

/**
 * Every finding type that GuardDuty makes sample findings of in November 2026, and those that it has given up.
 * Sources: GuardDuty User Guide, "GuardDuty active finding types", "Retired finding types", "Custom detection rules"
 * and "Document history"; severities of published samples where there are such, else Low 2, Medium 5, High 8.
 *
 * One table, and therefore one file. Titles are Handrail's own words. Unsure: which resource type the custom detection rules carry, and whether
 * CreateSampleFindings makes them at all.
 */

/** The plan that a type belongs to. `Foundational` comes with every detector. */
export type Plan =
  | "Foundational"
  | "Extended Threat Detection"
  | "AI Protection"
  | "EKS Protection"
  | "Lambda Protection"
  | "Malware Protection for EC2"
  | "Malware Protection for Backup"
  | "Malware Protection for S3"
  | "RDS Protection"
  | "S3 Protection"
  | "Runtime Monitoring"
  | "Custom Detection Rules";

interface Family {
  plan: Plan;
  resource: string;
  action?: string;
  role: "ACTOR" | "TARGET" | undefined;
  /** Whether a threat list gave the type away: its findings name the list. */
  threatList?: true;
  /** A line a type: `severity type = title`, and for a custom detection rule `= rule severity, …`. */
  types: string;
}

export const FAMILIES: readonly Family[] = [
  {
    plan: "Foundational",
    resource: "AccessKey",
    action: "AWS_API_CALL",
    role: "TARGET",
    types: `
5 CredentialAccess:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (credential access)
5 DefenseEvasion:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (defence evasion)
2 Discovery:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (discovery)
8 Exfiltration:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (exfiltration)
8 Impact:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (impact)
5 InitialAccess:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (initial access)
5 Persistence:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (persistence)
5 PrivilegeEscalation:IAMUser/AnomalousBehavior = {userName} called {api} in a way unlike its baseline (privilege escalation)
5 DefenseEvasion:IAMUser/BedrockLoggingDisabled = Bedrock model-invocation logging was switched off by {userName}
5 PenTest:IAMUser/KaliLinux = {userName} called AWS from a host running Kali Linux
5 PenTest:IAMUser/ParrotLinux = {userName} called AWS from a host running Parrot Linux
5 PenTest:IAMUser/PentooLinux = {userName} called AWS from a host running Pentoo Linux
2 Stealth:IAMUser/PasswordPolicyChange = Account password policy made weaker by {userName}
8 UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS = Instance-role credentials of {instanceId} used from another AWS account
5 Recon:IAMUser/TorIPCaller = Reconnaissance API called by {userName} through a Tor exit node
2 Stealth:IAMUser/CloudTrailLoggingDisabled = CloudTrail trail {trailName} was turned off by {userName}
5 UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B = {userName} signed in to the console from several places at about the same time
5 UnauthorizedAccess:IAMUser/TorIPCaller = {api} called by {userName} through a Tor exit node
8 CredentialAccess:IAMUser/CompromisedCredentials = Access key of {userName}, believed leaked, was used to call {api}
2 Policy:IAMUser/RootCredentialUsage = Root credentials were used to call {api}
2 Policy:IAMUser/ShortTermRootCredentialUsage = Task-scoped short-term root session was used to call {api}
8 UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS = Instance-role credentials of {instanceId} used from an outside address {remoteIp}
8 UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.InsideAWS = ECS task credentials used from a different AWS account
8 UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS = Lambda or ECS task credentials used from outside AWS at {remoteIp}
2 Policy:S3/AccountBlockPublicAccessDisabled = Account-wide S3 Block Public Access turned off by {userName}
8 Policy:S3/BucketAnonymousAccessGranted = Bucket {bucketName} opened to anonymous internet access
2 Policy:S3/BucketBlockPublicAccessDisabled = Block Public Access turned off on bucket {bucketName}
8 Policy:S3/BucketPublicAccessGranted = Bucket {bucketName} opened to all AWS users
2 Stealth:S3/ServerAccessLoggingDisabled = Server access logging turned off on bucket {bucketName}
`,
  },
  {
    plan: "Foundational",
    resource: "AccessKey",
    action: "AWS_API_CALL",
    role: "TARGET",
    threatList: true,
    types: `
5 Recon:IAMUser/MaliciousIPCaller = Reconnaissance API called by {userName} from known bad address {remoteIp}
5 Recon:IAMUser/MaliciousIPCaller.Custom = Reconnaissance API called by {userName} from an address on your threat list
5 UnauthorizedAccess:IAMUser/MaliciousIPCaller = {api} called by {userName} from known bad address {remoteIp}
5 UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom = {api} called by {userName} from an address on your threat list
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "DNS_REQUEST",
    role: "ACTOR",
    threatList: true,
    types: `
5 Impact:EC2/MaliciousDomainRequest.Custom = {instanceId} looked up a domain on your threat entity list
8 CryptoCurrency:EC2/BitcoinTool.B!DNS = {instanceId} looked up a cryptocurrency domain
5 Impact:EC2/AbusedDomainRequest.Reputation = {instanceId} looked up an often-abused low-reputation domain
8 Impact:EC2/BitcoinDomainRequest.Reputation = {instanceId} looked up a low-reputation mining domain
8 Impact:EC2/MaliciousDomainRequest.Reputation = {instanceId} looked up a low-reputation malicious domain
2 Impact:EC2/SuspiciousDomainRequest.Reputation = {instanceId} looked up a young or rare suspicious domain
5 Trojan:EC2/BlackholeTraffic!DNS = {instanceId} looked up a sink-holed domain
8 Trojan:EC2/DropPoint!DNS = {instanceId} looked up a stolen-data drop domain
8 Trojan:EC2/PhishingDomainRequest!DNS = {instanceId} looked up a phishing domain
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "DNS_REQUEST",
    role: "TARGET",
    threatList: true,
    types: `
8 Backdoor:EC2/C&CActivity.B!DNS = {instanceId} looked up a command-and-control domain
8 Trojan:EC2/DriveBySourceTraffic!DNS = {instanceId} looked up a drive-by-download domain
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "DNS_REQUEST",
    role: "ACTOR",
    types: `
8 Trojan:EC2/DGADomainRequest.B = {instanceId} looked up machine-generated domains
8 Trojan:EC2/DGADomainRequest.C!DNS = {instanceId} looked up machine-generated domains (pattern C)
8 Trojan:EC2/DNSDataExfiltration = {instanceId} seems to be leaking data in DNS queries
8 UnauthorizedAccess:EC2/MetadataDNSRebind = {instanceId} resolved a name to the metadata address
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "NETWORK_CONNECTION",
    role: "ACTOR",
    threatList: true,
    types: `
8 Backdoor:EC2/C&CActivity.B = {instanceId} talked to a command-and-control address
8 CryptoCurrency:EC2/BitcoinTool.B = {instanceId} talked to a cryptocurrency address
5 Trojan:EC2/BlackholeTraffic = {instanceId} talked to a sink-hole address
5 Trojan:EC2/DropPoint = {instanceId} talked to a stolen-data drop host
5 UnauthorizedAccess:EC2/MaliciousIPCaller.Custom = {instanceId} talked to an address on your threat list
8 UnauthorizedAccess:EC2/TorClient = {instanceId} connected to a Tor guard or authority node
8 UnauthorizedAccess:EC2/TorRelay = {instanceId} acts as a Tor relay
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "NETWORK_CONNECTION",
    role: "ACTOR",
    types: `
8 Backdoor:EC2/DenialOfService.Dns = {instanceId} may be flooding a target with DNS
8 Backdoor:EC2/DenialOfService.Tcp = {instanceId} may be flooding a target with TCP
8 Backdoor:EC2/DenialOfService.Udp = {instanceId} may be flooding a target with UDP
8 Backdoor:EC2/DenialOfService.UdpOnTcpPorts = {instanceId} may be flooding a target with UDP sent to a TCP port
8 Backdoor:EC2/DenialOfService.UnusualProtocol = {instanceId} may be flooding a target with an unusual protocol
5 Backdoor:EC2/Spambot = {instanceId} is sending mail on port 25 unusually
5 Behavior:EC2/NetworkPortUnusual = {instanceId} used an unusual server port {remotePort}
5 Behavior:EC2/TrafficVolumeUnusual = {instanceId} sent far more traffic than normal to one host
5 DefenseEvasion:EC2/UnusualDNSResolver = {instanceId} used an unfamiliar public DNS resolver
5 DefenseEvasion:EC2/UnusualDoHActivity = {instanceId} made unusual DNS-over-HTTPS traffic
5 DefenseEvasion:EC2/UnusualDoTActivity = {instanceId} made unusual DNS-over-TLS traffic
8 Impact:EC2/PortSweep = {instanceId} probed one port across many hosts
2 Impact:EC2/WinRMBruteForce = WinRM password guessing involving {instanceId}
5 Recon:EC2/Portscan = {instanceId} is scanning ports of a remote host
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "PORT_PROBE",
    role: "TARGET",
    threatList: true,
    types: `
8 Recon:EC2/PortProbeEMRUnprotectedPort = Open EMR port on {instanceId} is being probed
2 Recon:EC2/PortProbeUnprotectedPort = Open port on {instanceId} is being probed
`,
  },
  {
    plan: "Foundational",
    resource: "Instance",
    action: "NETWORK_CONNECTION",
    role: "TARGET",
    types: `
2 UnauthorizedAccess:EC2/RDPBruteForce = RDP password guessing involving {instanceId}
2 UnauthorizedAccess:EC2/SSHBruteForce = SSH password guessing involving {instanceId}
`,
  },
  {
    plan: "Extended Threat Detection",
    resource: "AttackSequence",
    role: "TARGET",
    types: `
9 AttackSequence:EKS/CompromisedCluster = EKS cluster {clusterName} may be compromised (correlated actions)
9 AttackSequence:IAM/CompromisedCredentials = Credentials of {userName} may be compromised (correlated actions)
9 AttackSequence:S3/CompromisedData = S3 data may be compromised by {userName} (correlated actions)
9 AttackSequence:ECS/CompromisedCluster = ECS cluster {clusterName} may be compromised (correlated actions)
9 AttackSequence:EC2/CompromisedInstanceGroup = Group of EC2 instances may be compromised (correlated actions)
`,
  },
  {
    plan: "AI Protection",
    resource: "AccessKey",
    action: "AWS_API_CALL",
    role: "TARGET",
    types: `
2 Impact:IAMUser/AnomalousModelInvocation = {userName} invoked an AI model unlike its baseline
2 Impact:IAMUser/CostHarvesting = {userName} drove abnormal token volume on an AI model
2 Impact:IAMUser/PromptInjection.Direct = Bedrock guardrail caught a direct prompt injection by {userName}
`,
  },
  {
    plan: "EKS Protection",
    resource: "EKSCluster",
    action: "KUBERNETES_API_CALL",
    role: "TARGET",
    types: `
5 CredentialAccess:Kubernetes/AnomalousBehavior.SecretsAccessed = Secrets on cluster {clusterName} read in an unusual way
8 CredentialAccess:Kubernetes/SuccessfulAnonymousAccess = Credential-access Kubernetes API on {clusterName} called without authentication
8 DefenseEvasion:Kubernetes/SuccessfulAnonymousAccess = Defence-evasion Kubernetes API on {clusterName} called without authentication
5 Discovery:Kubernetes/SuccessfulAnonymousAccess = Discovery Kubernetes API on {clusterName} called without authentication
8 Impact:Kubernetes/SuccessfulAnonymousAccess = Impact Kubernetes API on {clusterName} called without authentication
8 Persistence:Kubernetes/SuccessfulAnonymousAccess = Persistence Kubernetes API on {clusterName} called without authentication
2 Discovery:Kubernetes/AnomalousBehavior.PermissionChecked = Unusual permission self-check on {clusterName}
5 Execution:Kubernetes/ExecInKubeSystemPod = Command run inside a kube-system pod on {clusterName}
5 Execution:Kubernetes/AnomalousBehavior.ExecInPod = Unusual command run inside a pod on {clusterName}
2 Execution:Kubernetes/AnomalousBehavior.WorkloadDeployed = Unusual workload deployed on {clusterName}
8 Policy:Kubernetes/AdminAccessToDefaultServiceAccount = Default service account on {clusterName} given admin rights
8 Policy:Kubernetes/AnonymousAccessGranted = System:anonymous on {clusterName} given API permission
5 Policy:Kubernetes/KubeflowDashboardExposed = Kubeflow dashboard on {clusterName} reachable from the internet
5 Policy:Kubernetes/ExposedDashboard = Kubernetes dashboard on {clusterName} reachable from the internet
5 PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleBindingCreated = Unusual binding to a powerful role on {clusterName}
2 PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleCreated = Unusually permissive role created on {clusterName}
8 Persistence:Kubernetes/AnomalousBehavior.WorkloadDeployed!ContainerWithSensitiveMount = Unusual workload with a sensitive host mount on {clusterName}
8 PrivilegeEscalation:Kubernetes/AnomalousBehavior.WorkloadDeployed!PrivilegedContainer = Unusual workload with a privileged container on {clusterName}
`,
  },
  {
    plan: "EKS Protection",
    resource: "EKSCluster",
    action: "KUBERNETES_API_CALL",
    role: "TARGET",
    threatList: true,
    types: `
8 CredentialAccess:Kubernetes/MaliciousIPCaller = Credential-access Kubernetes API on {clusterName} called from known bad address
8 CredentialAccess:Kubernetes/MaliciousIPCaller.Custom = Credential-access Kubernetes API on {clusterName} called from an address on your threat list
8 CredentialAccess:Kubernetes/TorIPCaller = Credential-access Kubernetes API on {clusterName} called through a Tor exit node
8 DefenseEvasion:Kubernetes/MaliciousIPCaller = Defence-evasion Kubernetes API on {clusterName} called from known bad address
8 DefenseEvasion:Kubernetes/MaliciousIPCaller.Custom = Defence-evasion Kubernetes API on {clusterName} called from an address on your threat list
8 DefenseEvasion:Kubernetes/TorIPCaller = Defence-evasion Kubernetes API on {clusterName} called through a Tor exit node
5 Discovery:Kubernetes/MaliciousIPCaller = Discovery Kubernetes API on {clusterName} called from known bad address
5 Discovery:Kubernetes/MaliciousIPCaller.Custom = Discovery Kubernetes API on {clusterName} called from an address on your threat list
5 Discovery:Kubernetes/TorIPCaller = Discovery Kubernetes API on {clusterName} called through a Tor exit node
8 Impact:Kubernetes/MaliciousIPCaller = Impact Kubernetes API on {clusterName} called from known bad address
8 Impact:Kubernetes/MaliciousIPCaller.Custom = Impact Kubernetes API on {clusterName} called from an address on your threat list
8 Impact:Kubernetes/TorIPCaller = Impact Kubernetes API on {clusterName} called through a Tor exit node
5 Persistence:Kubernetes/MaliciousIPCaller = Persistence Kubernetes API on {clusterName} called from known bad address
5 Persistence:Kubernetes/MaliciousIPCaller.Custom = Persistence Kubernetes API on {clusterName} called from an address on your threat list
5 Persistence:Kubernetes/TorIPCaller = Persistence Kubernetes API on {clusterName} called through a Tor exit node
`,
  },
  {
    plan: "Lambda Protection",
    resource: "Lambda",
    action: "NETWORK_CONNECTION",
    role: "ACTOR",
    threatList: true,
    types: `
8 Backdoor:Lambda/C&CActivity.B = Function {functionName} talked to a command-and-control address
8 CryptoCurrency:Lambda/BitcoinTool.B = Function {functionName} talked to a cryptocurrency address
5 Trojan:Lambda/BlackholeTraffic = Function {functionName} talked to a sink-hole address
5 Trojan:Lambda/DropPoint = Function {functionName} talked to a stolen-data drop host
5 UnauthorizedAccess:Lambda/MaliciousIPCaller.Custom = Function {functionName} talked to an address on your threat list
8 UnauthorizedAccess:Lambda/TorClient = Function {functionName} connected to a Tor guard or authority node
8 UnauthorizedAccess:Lambda/TorRelay = Function {functionName} acts as a Tor relay
`,
  },
  {
    plan: "Malware Protection for EC2",
    resource: "Container",
    role: "TARGET",
    types: `
8 Execution:Container/MaliciousFile = Malicious file found on standalone container {containerName}
2 Execution:Container/SuspiciousFile = Suspicious file found on standalone container {containerName}
`,
  },
  {
    plan: "Malware Protection for EC2",
    resource: "Instance",
    role: "TARGET",
    types: `
8 Execution:EC2/MaliciousFile = Malicious file found on instance {instanceId}
2 Execution:EC2/SuspiciousFile = Suspicious file found on instance {instanceId}
`,
  },
  {
    plan: "Malware Protection for EC2",
    resource: "ECSCluster",
    role: "TARGET",
    types: `
8 Execution:ECS/MaliciousFile = Malicious file found on ECS cluster {clusterName}
2 Execution:ECS/SuspiciousFile = Suspicious file found on ECS cluster {clusterName}
`,
  },
  {
    plan: "Malware Protection for EC2",
    resource: "EKSCluster",
    role: "TARGET",
    types: `
8 Execution:Kubernetes/MaliciousFile = Malicious file found on EKS cluster {clusterName}
2 Execution:Kubernetes/SuspiciousFile = Suspicious file found on EKS cluster {clusterName}
`,
  },
  {
    plan: "Malware Protection for Backup",
    resource: "EBSSnapshot",
    role: "TARGET",
    types: `
8 Execution:EC2/MaliciousFile!Snapshot = Malicious file found in EBS snapshot {snapshotId}
`,
  },
  {
    plan: "Malware Protection for Backup",
    resource: "EC2Image",
    role: "TARGET",
    types: `
8 Execution:EC2/MaliciousFile!AMI = Malicious file found in machine image {imageId}
`,
  },
  {
    plan: "Malware Protection for Backup",
    resource: "RecoveryPoint",
    role: "TARGET",
    types: `
8 Execution:EC2/MaliciousFile!RecoveryPoint = Malicious file found in EC2 recovery point {recoveryPoint}
8 Execution:S3/MaliciousFile!RecoveryPoint = Malicious file found in S3 recovery point {recoveryPoint}
`,
  },
  {
    plan: "Malware Protection for S3",
    resource: "S3Object",
    role: undefined,
    types: `
8 Object:S3/MaliciousFile = Malicious object {objectKey} found in bucket {bucketName}
`,
  },
  {
    plan: "RDS Protection",
    resource: "RDSDBInstance",
    action: "RDS_LOGIN_ATTEMPT",
    role: "TARGET",
    types: `
2 CredentialAccess:RDS/AnomalousBehavior.FailedLogin = Unusual failed logins to database {dbInstanceId}
8 CredentialAccess:RDS/AnomalousBehavior.SuccessfulBruteForce = Login to {dbInstanceId} succeeded after repeated unusual failures
8 CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin = Unusual successful login to database {dbInstanceId}
`,
  },
  {
    plan: "RDS Protection",
    resource: "RDSDBInstance",
    action: "RDS_LOGIN_ATTEMPT",
    role: "TARGET",
    threatList: true,
    types: `
5 CredentialAccess:RDS/MaliciousIPCaller.FailedLogin = Known bad address failed to log in to {dbInstanceId}
8 CredentialAccess:RDS/MaliciousIPCaller.SuccessfulLogin = Known bad address logged in to {dbInstanceId}
5 CredentialAccess:RDS/TorIPCaller.FailedLogin = Tor exit node failed to log in to {dbInstanceId}
8 CredentialAccess:RDS/TorIPCaller.SuccessfulLogin = Tor exit node logged in to {dbInstanceId}
5 Discovery:RDS/MaliciousIPCaller = Known bad address probed {dbInstanceId} without logging in
5 Discovery:RDS/TorIPCaller = Tor exit node probed {dbInstanceId} without logging in
`,
  },
  {
    plan: "S3 Protection",
    resource: "S3Bucket",
    action: "AWS_API_CALL",
    role: "TARGET",
    types: `
2 Discovery:S3/AnomalousBehavior = Unusual object discovery in bucket {bucketName} by {userName}
8 Discovery:S3/MaliciousIPCaller = S3 discovery API called from known bad address
8 Discovery:S3/MaliciousIPCaller.Custom = S3 discovery API called from an address on your threat list
5 Discovery:S3/TorIPCaller = S3 discovery API called through a Tor exit node
8 Exfiltration:S3/AnomalousBehavior = Unusual reads from bucket {bucketName} by {userName}
8 Exfiltration:S3/MaliciousIPCaller = S3 read API called from known bad address
8 Impact:S3/AnomalousBehavior.Delete = Unusual deletes in bucket {bucketName} by {userName}
8 Impact:S3/AnomalousBehavior.Permission = Unusual ACL change in bucket {bucketName} by {userName}
5 Impact:S3/AnomalousBehavior.Write = Unusual writes to bucket {bucketName} by {userName}
8 Impact:S3/MaliciousIPCaller = S3 tampering API called from known bad address
5 PenTest:S3/KaliLinux = S3 API called from a host running Kali Linux
5 PenTest:S3/ParrotLinux = S3 API called from a host running Parrot Linux
5 PenTest:S3/PentooLinux = S3 API called from a host running Pentoo Linux
8 UnauthorizedAccess:S3/TorIPCaller = S3 API called through a Tor exit node
8 UnauthorizedAccess:S3/MaliciousIPCaller.Custom = S3 API called from an address on your threat list
`,
  },
  {
    plan: "Runtime Monitoring",
    resource: "Instance",
    action: "NETWORK_CONNECTION",
    role: "TARGET",
    threatList: true,
    types: `
8 Backdoor:Runtime/C&CActivity.B = {resource} talked to a command-and-control address
8 CryptoCurrency:Runtime/BitcoinTool.B = {resource} talked to a cryptocurrency address
5 Trojan:Runtime/BlackholeTraffic = {resource} talked to a sink-hole address
5 Trojan:Runtime/DropPoint = {resource} talked to a stolen-data drop host
8 UnauthorizedAccess:Runtime/TorClient = {resource} connected to a Tor guard or authority node
8 UnauthorizedAccess:Runtime/TorRelay = {resource} acts as a Tor relay
`,
  },
  {
    plan: "Runtime Monitoring",
    resource: "Instance",
    action: "DNS_REQUEST",
    role: "TARGET",
    threatList: true,
    types: `
8 Backdoor:Runtime/C&CActivity.B!DNS = {resource} looked up a command-and-control domain
8 CryptoCurrency:Runtime/BitcoinTool.B!DNS = {resource} looked up a cryptocurrency domain
5 Impact:Runtime/AbusedDomainRequest.Reputation = {resource} looked up an often-abused low-reputation domain
8 Impact:Runtime/BitcoinDomainRequest.Reputation = {resource} looked up a low-reputation mining domain
5 Impact:Runtime/MaliciousDomainRequest.Reputation = {resource} looked up a low-reputation malicious domain
2 Impact:Runtime/SuspiciousDomainRequest.Reputation = {resource} looked up a young or rare suspicious domain
5 Trojan:Runtime/BlackholeTraffic!DNS = {resource} looked up a sink-holed domain
8 Trojan:Runtime/DriveBySourceTraffic!DNS = {resource} looked up a drive-by-download domain
5 Trojan:Runtime/DropPoint!DNS = {resource} looked up a stolen-data drop domain
8 Trojan:Runtime/PhishingDomainRequest!DNS = {resource} looked up a phishing domain
`,
  },
  {
    plan: "Runtime Monitoring",
    resource: "Instance",
    role: "TARGET",
    types: `
5 DefenseEvasion:Runtime/FilelessExecution = Code run straight from memory on {resource}
8 DefenseEvasion:Runtime/KernelModuleLoaded = Kernel module loaded on {resource}
5 DefenseEvasion:Runtime/SensitiveFileModified = Log, audit or history file altered on {resource}
8 DefenseEvasion:Runtime/ProcessInjection.Proc = Injection through the proc filesystem on {resource}
5 DefenseEvasion:Runtime/ProcessInjection.Ptrace = Injection through ptrace on {resource}
8 DefenseEvasion:Runtime/ProcessInjection.VirtualMemoryWrite = Injection by writing another process memory on {resource}
2 DefenseEvasion:Runtime/PtraceAntiDebugging = Ptrace used to resist debugging on {resource}
8 DefenseEvasion:Runtime/SuspiciousCommand = Command weakening local defences run on {resource}
2 Discovery:Runtime/SuspiciousCommand = Local reconnaissance command run on {resource}
5 Execution:Runtime/NewBinaryExecuted = Freshly written binary run in {resource}
5 Execution:Runtime/NewLibraryLoaded = Freshly written library loaded in {resource}
5 Execution:Runtime/SuspiciousCommand = Command typical of a compromise run on {resource}
2 Execution:Runtime/SuspiciousShellCreated = Network-facing process opened a shell on {resource}
8 Execution:Runtime/SuspiciousTool = Offensive security tool run on {resource}
8 Execution:Runtime/ReverseShell = Reverse shell opened on {resource}
2 Persistence:Runtime/SuspiciousCommand = Persistence command run on {resource}
5 Persistence:Runtime/SensitiveFileModified = Key, account or start-up file altered on {resource}
8 PrivilegeEscalation:Runtime/CGroupsReleaseAgentModified = Container escape attempt through cgroup release agent on {resource}
5 PrivilegeEscalation:Runtime/ContainerMountsHostDirectory = Process in {resource} mounted a host directory
5 PrivilegeEscalation:Runtime/DockerSocketAccessed = Process in {resource} used the Docker socket
2 PrivilegeEscalation:Runtime/ElevationToRoot = Process on {resource} became root
8 PrivilegeEscalation:Runtime/RuncContainerEscape = Container escape attempt through runC on {resource}
5 PrivilegeEscalation:Runtime/SuspiciousCommand = Privilege-raising command run on {resource}
5 PrivilegeEscalation:Runtime/SensitiveFileModified = Sudoers, PAM or auth file altered on {resource}
5 PrivilegeEscalation:Runtime/UserfaultfdUsage = Userfaultfd used by a process on {resource}
`,
  },
  {
    plan: "Runtime Monitoring",
    resource: "Instance",
    role: "TARGET",
    threatList: true,
    types: `
8 Execution:Runtime/MaliciousFileExecuted = Known malicious file run on {resource}
8 Execution:Runtime/MaliciousFileExecuted.Custom = File on your threat list run on {resource}
8 Impact:Runtime/CryptoMinerExecuted = Mining program run on {resource}
`,
  },
  {
    plan: "Runtime Monitoring",
    resource: "Instance",
    action: "DNS_REQUEST",
    role: "TARGET",
    types: `
8 Trojan:Runtime/DGADomainRequest.C!DNS = {resource} looked up machine-generated domains
8 UnauthorizedAccess:Runtime/MetadataDNSRebind = {resource} resolved a name to the metadata address
`,
  },
  {
    plan: "Custom Detection Rules",
    resource: "AttackSequence",
    role: "TARGET",
    types: `
5 CredentialAccess:EC2/UnsecuredCredentials = Windows password data of an instance fetched by {userName} = EC2PasswordDataRetrieved 5
8 CredentialAccess:RDS/ModifyAuthenticationProcess = RDS master password reset by {userName} = RDSMasterPasswordReset 8
8 DefenseImpairment:EC2/DisableOrModifyTools = EC2 protection setting or flow logs changed by {userName} = EC2TerminationProtectionEnabled 2, VPCFlowLogsDeleted 8
8 DefenseImpairment:Organizations/ModifyCloudResourceHierarchy = Attempt to take the account out of its organization = OrganizationLeaveAttempt 8
8 DefenseImpairment:Organizations/DisableOrModifyTools = Organization policy type switched off by {userName} = OrganizationPolicyDisabled 8
5 DefenseImpairment:RDS/ModifyAuthenticationProcess = IAM authentication of a database switched off = RDSIAMAuthDisabled 5
5 DefenseImpairment:Route53Resolver/DisableOrModifyTools = DNS query logging removed by {userName} = DNSQueryLogsDeleted 5
8 DefenseImpairment:S3/DisableOrModifyTools = Customer-supplied key encryption allowed or used on S3 = S3CustomerProvidedKeysEnabled 8
5 Execution:SageMaker/CommandAndScriptingInterpreter = Notebook lifecycle script changed by {userName} = SageMakerLifecycleConfigModified 5
8 Exfiltration:EC2/TransferDataToCloudAccount = Image or snapshot shared outside by {userName} = AMIExternalAccess 8, EBSSnapshotExternalAccess 8
8 Exfiltration:RDS/TransferDataToCloudAccount = Database snapshot made public = RDSSnapshotPubliclyShared 8
8 Exfiltration:S3/TransferDataToCloudAccount = Bucket policy opened to an outside account = S3BucketPolicyExternalAccess 8
5 Impact:S3/DataDestruction = Bucket lifecycle set to expire objects very soon = S3LifecycleRapidExpiration 5
5 Impact:SES/ResourceHijacking = SES sending abilities enlarged by {userName} = SESAccountSendingEnabled 2, SESProductionAccessEnabled 5
5 InitialAccess:IAM/ValidAccounts = Console sign-in without MFA by {userName} = ConsoleLoginWithoutMFA 5
8 InitialAccess:RDS/ExploitPublicFacingApplication = Database made publicly reachable = RDSPubliclyAccessible 8
5 LateralMovement:EC2/RemoteServices = SSH key pushed to an instance by {userName} = EC2InstanceSSHKeyPushed 5
8 Persistence:EC2/BootOrLogonInitializationScripts = Instance user data changed by {userName} = EC2UserDataModified 8
5 Persistence:EC2/ExternalRemoteServices = Security group opened SSH to the world = EC2SecurityGroupPublicSSH 5
8 Persistence:IAM/AccountManipulation = IAM keys, login profile or role trust changed by {userName} = IAMAccessKeyCreated 2, IAMRoleTrustPolicyModified 5, IAMUserLoginProfileCreated 8, IAMUserLoginProfileUpdated 5
8 Persistence:Lambda/AccountManipulation = Lambda function policy opened to the public = LambdaFunctionPublicAccess 8
8 Persistence:Lambda/ModifyAuthenticationProcess = Lambda function URL opened without authentication = LambdaFunctionUrlPublicAccess 8
5 Persistence:RolesAnywhere/AccountManipulation = Roles Anywhere trust anchor created by {userName} = RolesAnywhereTrustAnchorCreated 5
8 PrivilegeEscalation:IAM/AccountManipulation = Powerful policy or credential given by {userName} = AdminPolicyAttachedToRole 8, AdminPolicyAttachedToUser 8, BedrockServiceCredentialCreated 5, SESFullAccessPolicyAttachedToRole 5, SESFullAccessPolicyAttachedToUser 5
5 ResourceDevelopment:SES/CompromiseAccounts = SES domain identity verified by {userName} = SESDomainIdentityVerified 5
`,
  },
];

/** Types that were retired or renamed: CreateSampleFindings refuses them. */
export const RETIRED: readonly string[] = [
  "PrivilegeEscalation:Kubernetes/PrivilegedContainer",
  "Persistence:Kubernetes/ContainerWithSensitiveMount",
  "Exfiltration:S3/ObjectRead.Unusual",
  "Impact:S3/PermissionsModification.Unusual",
  "Impact:S3/ObjectDelete.Unusual",
  "Discovery:S3/BucketEnumeration.Unusual",
  "Persistence:IAMUser/NetworkPermissions",
  "Persistence:IAMUser/ResourcePermissions",
  "Persistence:IAMUser/UserPermissions",
  "Recon:IAMUser/NetworkPermissions",
  "Recon:IAMUser/ResourcePermissions",
  "Recon:IAMUser/UserPermissions",
  "ResourceConsumption:IAMUser/ComputeResources",
  "Stealth:IAMUser/LoggingConfigurationModified",
  "UnauthorizedAccess:IAMUser/ConsoleLogin",
  "PrivilegeEscalation:IAMUser/AdministrativePermissions",
  "UnauthorizedAccess:EC2/TorIPCaller",
  "Backdoor:EC2/XORDDOS",
  "Behavior:IAMUser/InstanceLaunchUnusual",
  "CryptoCurrency:EC2/BitcoinTool.A",
  "UnauthorizedAccess:IAMUser/UnusualASNCaller",
  "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration",
  "Policy:IAMUser/S3BlockPublicAccessDisabled",
  "Stealth:IAMUser/S3ServerAccessLoggingDisabled",
  "PrivilegeEscalation:Kubernetes/AnomalousBehavior.WorkloadDeployed!ContainerWithSensitiveMount",
  "S3Object:S3/MaliciousFile",
];
